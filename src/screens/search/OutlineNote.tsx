import type { WholeTrace, WholeTraces } from '../../data/wholeTraces.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './SearchScreen.module.css'

interface OutlineNoteProps {
  /** Traces that came as summaries. */
  readonly outlines: readonly string[]
  /** Those that came whole and are not held any more. */
  readonly lost: ReadonlySet<string>
  readonly total: number
  readonly known: ReadonlyMap<string, WholeTrace>
  readonly whole: WholeTraces
}

/** What a sort or a column needs is known of some traces only, and the rest can be read. */
export function OutlineNote({ outlines, lost, total, known, whole }: OutlineNoteProps) {
  const unknown = [...outlines, ...lost]
  const count = (state: WholeTrace) => unknown.filter((name) => known.get(name) === state).length
  const waiting = count('waiting')
  const failed = count('failed')
  const of = `known of ${formatCount(total - unknown.length)} of ${plural(total, 'trace')}, those in view first`
  return (
    <div className={styles.notes}>
      <p role="status">
        {outlines.length > 0
          ? `The backend sent summaries: unexplained time and tags are ${of}`
          : `Not all traces fit into memory at once: tags are ${of}`}
        {failed > 0 ? `; ${formatCount(failed)} could not be read` : ''}.{' '}
        <Button
          size="small"
          disabled={waiting > 0 && waiting === unknown.length}
          onClick={() => whole.want(unknown, true)}
        >
          {waiting > 0 ? `Reading ${formatCount(waiting)}…` : `Read the other ${formatCount(unknown.length)}`}
        </Button>
      </p>
    </div>
  )
}
