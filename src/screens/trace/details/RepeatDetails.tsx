import { formatDuration, formatShare, plural } from '../../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { Duration } from '../../../ui/Duration.tsx'
import { percentile } from '../table/aggregateSpans.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './Details.module.css'
import { showInvisible } from './readValue.ts'

interface RepeatDetailsProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly index: number
}

/** The same call many times under one parent. */
export function RepeatDetails({ view, store, index }: RepeatDetailsProps) {
  const { trace } = view
  const repeat = store.getState().plan.repeats[index]
  if (!repeat) return <p className={styles.note}>Nothing repeats here any more.</p>
  const traceUs = trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot)
  const durations = Float64Array.from(repeat.spans, (span) => durationOf(trace, span)).sort()
  const longest = repeat.spans.reduce(
    (best, span) => (durationOf(trace, span) > durationOf(trace, best) ? span : best),
    repeat.spans[0],
  )
  const jump = (span: number, text: string) => (
    <button type="button" className={styles.jump} onClick={() => store.getState().revealSpan(span)}>
      <bdi>{text}</bdi>
    </button>
  )
  return (
    <>
      <dl className={styles.facts}>
        <dt>Count</dt>
        <dd>{`${plural(repeat.spans.length, 'span')}, ${repeat.sequential ? 'one after the other' : 'at the same time, at least in part'}`}</dd>
        <dt>Together</dt>
        <dd>
          <Duration us={repeat.totalUs} />
          {` within ${formatDuration(repeat.wallUs)}`}
          {traceUs > 0 && `, ${formatShare(repeat.wallUs / traceUs)} of the trace`}
        </dd>
        <dt>Each</dt>
        <dd>{`median ${formatDuration(percentile(durations, 0.5))}, 95 % under ${formatDuration(percentile(durations, 0.95))}`}</dd>
        <dt>Longest</dt>
        <dd>{jump(longest, formatDuration(durations[durations.length - 1]))}</dd>
        <dt>Under</dt>
        <dd>{repeat.parent === NONE ? 'no parent' : jump(repeat.parent, titleOf(trace, repeat.parent))}</dd>
      </dl>
      {repeat.statement !== '' && (
        <pre className={styles.stack} tabIndex={0} aria-label="Statement">
          <bdi>{showInvisible(repeat.statement)}</bdi>
        </pre>
      )}
      <section className={styles.section}>
        <h3>What to check next</h3>
        <ul className={styles.list}>
          <li>One query or call per item: join, or batch them into one</li>
          <li>If a loop is right, one span with a count says it with less noise</li>
        </ul>
      </section>
    </>
  )
}
