import { Link as RouterLink } from 'react-router'
import { NONE, spanIdOf, titleOf } from '../../../model/trace.ts'
import type { Reference } from '../../../model/trace.ts'
import { linkToTrace } from '../../../url/traceAddress.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './Details.module.css'

interface SpanLinksProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly span: number
  readonly references: readonly Reference[]
}

const LISTED = 50

/** Spans this one links to, in this trace or another, and spans of this trace that link to it. */
export function SpanLinks({ view, store, span, references }: SpanLinksProps) {
  const { trace } = view
  const outgoing = trace.links.filter((link) => link.from === span)
  const incoming = trace.links.filter((link) => link.to === span)
  const parent = trace.parent[span] === NONE ? trace.missingParentOf.get(span) : spanIdOf(trace, trace.parent[span])
  // What is neither the parent nor a link that was read (a dropped reference to itself, say) is still said.
  const others = references.filter(
    ({ spanId }) => spanId !== parent && !outgoing.some((link) => link.spanId === spanId),
  )
  if (outgoing.length + incoming.length + others.length === 0) return null
  const jump = (to: number) => (
    <button type="button" className={styles.jump} onClick={() => store.getState().revealSpan(to)}>
      <bdi>{titleOf(trace, to)}</bdi>
    </button>
  )
  return (
    <details open className={styles.section}>
      <summary>
        Links <span className={styles.count}>{outgoing.length + incoming.length + others.length}</span>
      </summary>
      <ul className={styles.list}>
        {outgoing.slice(0, LISTED).map((link, i) => (
          <li key={`out/${i}`}>
            {'to '}
            {link.to !== NONE ? (
              jump(link.to)
            ) : (
              <OtherTrace traceId={link.traceId} spanId={link.spanId} sameTrace={link.traceId === trace.traceId} />
            )}
          </li>
        ))}
        {incoming.slice(0, LISTED).map((link, i) => (
          <li key={`in/${i}`}>
            {'from '}
            {jump(link.from)}
          </li>
        ))}
        {others.slice(0, LISTED).map((reference, i) => (
          <li key={`other/${i}`}>
            {`${reference.refType === 'CHILD_OF' ? 'child of' : 'follows'} `}
            <OtherTrace
              traceId={reference.traceId}
              spanId={reference.spanId}
              sameTrace={reference.traceId === trace.traceId}
            />
          </li>
        ))}
      </ul>
    </details>
  )
}

interface OtherTraceProps {
  readonly traceId: string
  readonly spanId: string
  readonly sameTrace: boolean
}

function OtherTrace({ traceId, spanId, sameTrace }: OtherTraceProps) {
  if (sameTrace)
    return (
      <>
        span <bdi className={styles.mono}>{spanId}</bdi>, not in this trace
      </>
    )
  return (
    <RouterLink to={linkToTrace(traceId, spanId)}>
      span <bdi className={styles.mono}>{spanId}</bdi> of trace <bdi className={styles.mono}>{traceId}</bdi>
    </RouterLink>
  )
}
