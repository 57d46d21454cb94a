import { ArrowDown, ArrowUp } from 'lucide-react'
import type { TagValues } from '../../worker/protocol.ts'
import styles from './Columns.module.css'
import type { ColumnSort } from './resultsView.ts'

interface ColumnHeadProps {
  readonly columns: readonly string[]
  readonly sort: ColumnSort | null
  readonly onSort: (sort: ColumnSort | null) => void
}

/** The columns' names; pressing one sorts by it, again the other way, a third time as before. */
export function ColumnHead({ columns, sort, onSort }: ColumnHeadProps) {
  return (
    <div role="group" aria-label="Columns" className={styles.head}>
      {columns.map((key) => {
        const descending = sort?.key === key ? sort.descending : null
        const next = descending === null ? { key, descending: false } : descending ? null : { key, descending: true }
        const Icon = descending ? ArrowDown : ArrowUp
        const state = descending === null ? 'not sorted' : descending ? 'sorted, descending' : 'sorted, ascending'
        return (
          <button
            key={key}
            type="button"
            className={styles.sort}
            aria-label={`${key}: ${state}`}
            aria-pressed={descending !== null}
            data-tip={key}
            onClick={() => onSort(next)}
          >
            <bdi>{key}</bdi> {descending !== null && <Icon size={12} aria-hidden="true" />}
          </button>
        )
      })}
    </div>
  )
}

interface RowValuesProps {
  readonly columns: readonly string[]
  /** Undefined: the whole trace is not here. */
  readonly values: TagValues | undefined
  /** It could not be had either. */
  readonly isFailed: boolean
}

/** One result's values, below its row, each under its column's name. */
export const RowValues = ({ columns, values, isFailed }: RowValuesProps) => (
  <div className={styles.values}>
    {columns.map((key, i) => {
      const [first, ...more] = values?.[i] ?? []
      const tip = [first, ...more].filter((value) => value !== undefined).join('\n')
      return (
        <span key={key} data-tip={tip === '' ? undefined : tip}>
          <bdi className={styles.key}>{key}</bdi>{' '}
          {first === undefined ? (
            <Nothing name={key} values={values} isFailed={isFailed} />
          ) : (
            <>
              <bdi>{first === '' ? '(empty)' : first}</bdi>
              {more.length > 0 && <span className={styles.more}> +{more.length}</span>}
            </>
          )}
        </span>
      )
    })}
  </div>
)

/** No such tag, or not known whether there is one. */
function Nothing({ name, values, isFailed }: Omit<RowValuesProps, 'columns'> & { readonly name: string }) {
  if (!values && isFailed) return <span className={styles.none}>not loaded</span>
  return (
    <span className={styles.none} aria-label={values ? `no ${name}` : `${name} is not read yet`}>
      {values ? '–' : '…'}
    </span>
  )
}
