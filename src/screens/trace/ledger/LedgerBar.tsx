import type { CSSProperties } from 'react'
import { formatDuration, formatShare, plural } from '../../../lib/format.ts'
import { timeWords } from '../../../report/timeWords.ts'
import { serviceColor } from '../../../lib/serviceHue.ts'
import texture from '../texture.module.css'
import { barParts } from './groupLedger.ts'
import type { LedgerRow } from './groupLedger.ts'
import styles from './LedgerPanel.module.css'
import { rowTitle } from './ledgerTexts.ts'

interface LedgerBarProps {
  readonly rows: readonly LedgerRow[]
  readonly pinned: string | null
  readonly onHover: (row: LedgerRow | null) => void
  readonly onChoose: (row: LedgerRow) => void
}

/** The lines as one stacked bar, largest first; each part can be focused, hovered and chosen like its line. */
export function LedgerBar({ rows, pinned, onHover, onChoose }: LedgerBarProps) {
  const { parts, rest } = barParts(rows, 0.012, 16)
  const restShare = rest.reduce((sum, row) => sum + row.share, 0)
  return (
    <ul role="list" aria-label="Shares of the time" className={styles.bar}>
      {parts.map((row) => {
        const text = rowText(row)
        return (
          <li key={row.key} style={{ flexGrow: row.share * 1000 }}>
            <button
              type="button"
              aria-label={text}
              aria-pressed={row.key === pinned}
              data-tip={text}
              className={`${styles.part} ${partClass(row)}`}
              style={partStyle(row)}
              onClick={() => onChoose(row)}
              onMouseEnter={() => onHover(row)}
              onMouseLeave={() => onHover(null)}
              onFocus={() => onHover(row)}
              onBlur={() => onHover(null)}
            >
              <span className={styles.partLabel}>{`${shortTitle(row)} ${formatShare(row.share)}`}</span>
            </button>
          </li>
        )
      })}
      {rest.length > 0 && (
        <li
          style={{ flexGrow: restShare * 1000 }}
          className={styles.rest}
          data-tip={`${plural(rest.length, 'smaller part')}, together ${formatShare(restShare)}: see the table`}
        >
          <span className={styles.partLabel}>{`${plural(rest.length, 'more', 'more')} ${formatShare(restShare)}`}</span>
        </li>
      )}
    </ul>
  )
}

/** Spoken, and shown on hover: `openai POST /v1/embeddings, work: 841 ms, 45 %`. */
export function rowText(row: LedgerRow): string {
  const title = rowTitle(row)
  const what = timeWords(row.category, row.gapKind)
  return `${title === '' ? what : `${title}, ${what}`}: ${formatDuration(row.us)}, ${formatShare(row.share)}`
}

/** What fits into a part of the bar. */
function shortTitle(row: LedgerRow): string {
  if (row.category === 'gap') return 'gap'
  if (row.category === 'network') return 'network'
  return row.operation ?? row.service ?? timeWords(row.category, row.gapKind)
}

/** Gaps and network time have their texture; own time is a paler shade of its service. */
export function partClass(row: LedgerRow): string {
  if (row.category === 'gap') return `${texture.gap} ${styles.textured}`
  if (row.category === 'network') return `${texture.network} ${styles.textured}`
  if (row.service === null) return row.category === 'self' ? styles.plainSelf : styles.plainWork
  return row.category === 'self' ? styles.self : styles.work
}

export const partStyle = (row: LedgerRow): CSSProperties | undefined =>
  row.service !== null && (row.category === 'work' || row.category === 'self')
    ? ({ '--part': serviceColor(row.service) } as CSSProperties)
    : undefined
