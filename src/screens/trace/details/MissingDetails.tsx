import type { Findings } from '../../../analysis/findings.ts'
import { formatDuration, formatShare, plural } from '../../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Duration } from '../../../ui/Duration.tsx'
import type { TraceStore } from '../traceStore.ts'
import styles from './Details.module.css'

interface MissingDetailsProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly index: number
  readonly findings: Findings | null
}

const LISTED = 30

/** A parent that was never received: who it probably was, and who names it. */
export function MissingDetails({ view, store, index, findings }: MissingDetailsProps) {
  const { trace } = view
  const group = store.getState().plan.missing[index]
  if (!group) return <p className={styles.note}>It has arrived meanwhile.</p>
  const known = findings?.missingParents.find(({ parentSpanId }) => parentSpanId === group.parentSpanId)
  const traceUs = trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot)
  const seenUs = group.endUs - group.startUs
  const jump = (span: number) => (
    <button type="button" className={styles.jump} onClick={() => store.getState().revealSpan(span)}>
      <bdi>{titleOf(trace, span)}</bdi>
    </button>
  )
  return (
    <>
      <dl className={styles.facts}>
        <dt>Probably of</dt>
        <dd>
          {known ? <bdi>{known.suspectedService ?? 'unknown: no caller points at it'}</bdi> : 'being looked for…'}
        </dd>
        {known && known.caller !== NONE && (
          <>
            <dt>Called by</dt>
            <dd>{jump(known.caller)}</dd>
          </>
        )}
        <dt>Ran at least</dt>
        <dd>
          <Duration us={seenUs} />
          {traceUs > 0 && `, ${formatShare(seenUs / traceUs)} of the trace`}
          {`, from ${formatDuration(group.startUs)} on`}
        </dd>
        <dt>Span id</dt>
        <dd className={styles.mono}>
          <bdi>{group.parentSpanId}</bdi> <CopyButton label="Copy span id" text={group.parentSpanId} />
        </dd>
      </dl>
      <section className={styles.section}>
        <h3>{`${plural(group.children.length, 'span names', 'spans name')} it as parent`}</h3>
        <ul className={styles.list}>
          {group.children.slice(0, LISTED).map((child) => (
            <li key={child}>{jump(child)}</li>
          ))}
        </ul>
        {group.children.length > LISTED && (
          <p className={styles.note}>{`and ${group.children.length - LISTED} more`}</p>
        )}
      </section>
      <section className={styles.section}>
        <h3>What to check next</h3>
        <ul className={styles.list}>
          <li>Exporter errors in that service’s logs: a full queue drops spans</li>
          <li>The collector: compare spans accepted with spans sent</li>
          <li>Was the process killed before it flushed, or is the span still open?</li>
        </ul>
      </section>
    </>
  )
}
