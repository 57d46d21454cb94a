import type { WholeTraces } from '../../data/wholeTraces.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './SearchScreen.module.css'

interface OutlineNoteProps {
  readonly unknown: readonly string[]
  readonly waiting: number
  readonly failed: number
  readonly total: number
  readonly whole: WholeTraces
}

/** The backend told outlines only: what a sort or a column needs is known of some traces, and the rest can be read. */
export function OutlineNote({ unknown, waiting, failed, total, whole }: OutlineNoteProps) {
  const known = total - unknown.length
  return (
    <div className={styles.notes}>
      <p role="status">
        The backend sent summaries: unexplained time and tags are known of {formatCount(known)} of{' '}
        {plural(total, 'trace')}, those in view first{failed > 0 ? `; ${formatCount(failed)} could not be read` : ''}.{' '}
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
