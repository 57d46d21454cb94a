import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { otherHalfQuery, type OtherHalves } from '../../../data/otherHalfQuery.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { linkToTrace } from '../../../url/traceAddress.ts'
import type { OtherHalfFound, TraceView } from '../../../worker/protocol.ts'
import styles from './OtherHalfDialog.module.css'

interface OtherHalfDialogProps {
  readonly view: TraceView
  /** Services that should have been in the trace: looked at first. */
  readonly suspects: readonly string[]
  readonly onClose: () => void
}

/** The candidates for the other half of a broken trace, each with why it fits. */
export function OtherHalfDialog({ view, suspects, onClose }: OtherHalfDialogProps) {
  const { data, error, isPending } = useQuery(otherHalfQuery(view, suspects))
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="The other half of this trace" wide>
      <p className={styles.intro}>
        A trace breaks when its context is not passed on. What went on, or what came before, is a trace of its own: near
        in time, with an order, job or request id in common.
      </p>
      <div role="status" aria-live="polite" className={styles.status}>
        {isPending && 'Searching the traces from 10 min before to 1 h after…'}
        {error && `The search failed: ${error.message}`}
        {data && data.found.length === 0 && nothingFound(data)}
        {data && data.failed.length > 0 && ` Not searched, for an error: ${data.failed.join(', ')}.`}
      </div>
      {data && data.found.length > 0 && (
        <ul role="list" className={styles.list}>
          {data.found.map((half) => (
            <Candidate key={half.traceId} half={half} onClose={onClose} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Candidate({ half, onClose }: { readonly half: OtherHalfFound; readonly onClose: () => void }) {
  const { traceId, rootTitle, durationUs, spanCount, side, shared, parentSpanId } = half
  return (
    <li className={styles.candidate}>
      <Link to={linkToTrace(traceId, side === 'before' ? parentSpanId : null)} onClick={onClose}>
        <bdi>{rootTitle}</bdi>
      </Link>
      <span className={styles.size}>{`${formatDuration(durationUs)}, ${plural(spanCount, 'span')}`}</span>
      <p>
        <bdi>{describeMeeting(half)}</bdi>
      </p>
      <p className={styles.shared}>
        {'In both: '}
        {shared.slice(0, 4).map(({ key, value }) => (
          <code key={key}>{`${key} = ${value}`}</code>
        ))}
        {shared.length > 4 && ` and ${shared.length - 4} more`}
      </p>
    </li>
  )
}

function nothingFound({ values, services }: OtherHalves): string {
  if (values.length === 0)
    return 'This trace has no id to search by: no attribute that names one order, job or request.'
  const wanted = values.map(({ key, value }) => `${key} = ${value}`).join(', ')
  return `No other trace of ${plural(services.length, 'service')} has ${wanted}.`
}

/** Where the two meet in time. */
function describeMeeting({ side, parentTitle, gapUs }: OtherHalfFound): string {
  const when = gapUs < 0 ? `while ${parentTitle} was running` : `${formatDuration(gapUs)} after ${parentTitle} ended`
  return side === 'after' ? `It begins ${when}, here.` : `This trace begins ${when}, there.`
}
