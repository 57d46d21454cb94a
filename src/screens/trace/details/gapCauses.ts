import type { GapKind } from '../../../analysis/gaps.ts'

/** What a gap of a kind may hide, and what tells its causes apart. */
export interface GapCauses {
  readonly meaning: string
  readonly candidates: readonly string[]
  readonly checks: readonly string[]
}

const UNINSTRUMENTED: GapCauses = {
  meaning: 'Code ran here that has no span',
  candidates: ['CPU work or serialisation between two calls', 'a wait for a lock or for a pooled connection', 'garbage collection', 'a library that is not instrumented'],
  checks: ['Wrap the code between the two neighbours in a span: that names it', 'Read this process’s logs in this window', 'Compare pool and GC metrics at this time'],
}

const CAUSES: Record<GapKind, GapCauses> = {
  between: UNINSTRUMENTED,
  lead: {
    meaning: 'The span began, but its first call had not',
    candidates: ['waiting for a connection from the pool', 'parsing or building the request', 'waiting for a thread or a lock'],
    checks: ['Look at pool size and wait metrics', 'Put a span around acquiring the connection'],
  },
  tail: {
    meaning: 'Everything had answered, but the span went on',
    candidates: ['serialising the response', 'flushing, committing or cleaning up', 'CPU work on the result'],
    checks: ['Look at the size of the payload', 'Put a span around what happens after the last call'],
  },
  'network-out': {
    meaning: 'The client had sent, the server had not begun',
    candidates: ['the wire', 'a queue or accept backlog in front of the server', 'a proxy, TLS or connection set-up'],
    checks: ['Look at the callee’s saturation and its queue at this time', 'Look at the load balancer’s or proxy’s own timing'],
  },
  'network-back': {
    meaning: 'The server was done, the client did not know yet',
    candidates: ['the way of the response over the wire', 'a large body being sent after the span ended', 'the client busy with something else'],
    checks: ['Look at the size of the response', 'Is the client’s event loop or thread pool blocked?'],
  },
  backoff: {
    meaning: 'A try failed; the next one waited',
    candidates: ['the retry policy’s pause'],
    checks: ['Look at why the try before failed: that is the cause, this is the price', 'Is the policy’s first pause as long as it should be?'],
  },
  queue: {
    meaning: 'The message was sent, and lay waiting',
    candidates: ['the broker held it', 'the consumer lagged, or collected a batch first'],
    checks: ['Look at consumer lag, the number of partitions and the batch size'],
  },
  missing: {
    meaning: 'Spans that belong here were never received',
    candidates: ['the missing parent was running', 'its own calls, which are not known either'],
    checks: ['Look for exporter errors in the logs of the service that is missing', 'Was the process killed before it flushed, or is the span still open?'],
  },
}

export const gapCauses = (kind: GapKind): GapCauses => CAUSES[kind]
