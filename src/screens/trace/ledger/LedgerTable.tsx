import { useState } from 'react'
import { useDrawnSteps } from '../../../ui/useIsDrawn.ts'
import { formatCount, formatDuration, formatExactDuration, formatShare, plural } from '../../../lib/format.ts'
import type { LedgerGrouping, LedgerRow } from './groupLedger.ts'
import { partClass, partStyle, rowText } from './LedgerBar.tsx'
import styles from './LedgerPanel.module.css'
import { timeWords } from '../../../report/timeWords.ts'
import { CATEGORY_MEANINGS } from './ledgerTexts.ts'

interface LedgerTableProps {
  readonly rows: readonly LedgerRow[]
  readonly durationUs: number
  readonly grouping: LedgerGrouping
  readonly pinned: string | null
  readonly onHover: (row: LedgerRow | null) => void
  readonly onChoose: (row: LedgerRow) => void
}

/** Lines shown before the reader asks for the others. */
const FIRST_LINES = 60
/** As many as the summary has room for are in the first frame, the others in the next four: each costs style and layout. */
const DRAWN_LINES = [10, 22, 34, 47, FIRST_LINES]

/** The ledger as a table. Its last line is the sum, which is the root's duration to the microsecond. */
export function LedgerTable({ rows, durationUs, grouping, pinned, onHover, onChoose }: LedgerTableProps) {
  const [all, setAll] = useState(false)
  const step = useDrawnSteps(DRAWN_LINES.length - 1)
  const shown = all ? rows : rows.slice(0, DRAWN_LINES[step])
  return (
    <div className={styles.tableBox} tabIndex={-1}>
      <table className={styles.table} aria-label="Where the time went">
        <thead>
          <tr>
            {grouping !== 'category' && (
              <th scope="col">{grouping === 'service' ? 'Service' : 'Service and operation'}</th>
            )}
            <th scope="col">What</th>
            <th scope="col" className={styles.number}>
              Time
            </th>
            <th scope="col" className={styles.number}>
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Line key={row.key} row={row} pinned={row.key === pinned} onHover={onHover} onChoose={onChoose} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={grouping === 'category' ? 1 : 2}>
              {`Σ ${plural(rows.length, 'line')}`}
            </th>
            <td className={styles.number} data-tip={formatExactDuration(durationUs)}>
              {formatDuration(sumOf(rows))}
            </td>
            <td className={styles.number}>100 %</td>
          </tr>
        </tfoot>
      </table>
      {!all && rows.length > FIRST_LINES && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {`Show ${formatCount(rows.length - FIRST_LINES)} more lines, together ${formatDuration(sumOf(rows.slice(FIRST_LINES)))}`}
        </button>
      )}
    </div>
  )
}

const sumOf = (rows: readonly LedgerRow[]) => rows.reduce((sum, row) => sum + row.us, 0)

interface LineProps {
  readonly row: LedgerRow
  readonly pinned: boolean
  readonly onHover: (row: LedgerRow | null) => void
  readonly onChoose: (row: LedgerRow) => void
}

function Line({ row, pinned, onHover, onChoose }: LineProps) {
  const what = timeWords(row.category, row.gapKind)
  const button = (
    <button
      type="button"
      className={styles.choose}
      aria-label={rowText(row)}
      aria-pressed={pinned}
      onClick={(event) => {
        event.stopPropagation()
        onChoose(row)
      }}
      onFocus={() => onHover(row)}
      onBlur={() => onHover(null)}
    >
      <span className={`${styles.swatch} ${partClass(row)}`} style={partStyle(row)} aria-hidden="true" />
      {row.service === null ? (
        <span>{what}</span>
      ) : (
        <span className={styles.name}>
          <bdi className={styles.service}>{row.service}</bdi>
          {row.operation !== null && (
            <>
              {' '}
              <bdi>{row.operation}</bdi>
            </>
          )}
        </span>
      )}
    </button>
  )
  return (
    <tr
      className={pinned ? styles.pinned : undefined}
      onClick={() => onChoose(row)}
      onMouseEnter={() => onHover(row)}
      onMouseLeave={() => onHover(null)}
    >
      <td>{button}</td>
      {row.service !== null && (
        <td className={styles.what} data-tip={CATEGORY_MEANINGS[row.category]}>
          {what}
        </td>
      )}
      <td className={styles.number} data-tip={formatExactDuration(row.us)}>
        {formatDuration(row.us)}
      </td>
      <td className={styles.number}>{formatShare(row.share)}</td>
    </tr>
  )
}
