import { KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { Children } from './children.ts'

/** What set each span off without waiting for it: `cause[first[s]..first[s + 1])` are the causes of span `s`. */
export interface Causes {
  readonly first: Uint32Array
  readonly cause: Int32Array
}

const NO_CAUSES = new Int32Array(0)

/** The causes of one span; empty for what is not asynchronous and has no link into this trace. */
export const causesOf = ({ first, cause }: Causes, span: number): Int32Array =>
  first[span] === first[span + 1] ? NO_CAUSES : cause.subarray(first[span], first[span + 1])

/**
 * Asynchronous causation: the parent of an asynchronous child, and what a span links to (a batch consumer has a link to
 * each message's producer). Links of a blocking child count only from a CONSUMER: others are mere references. O(spans + links).
 *
 *   producer  ==
 *   producer    ==
 *   consumer         ====    linked to both: two causes
 */
export function computeCauses(trace: Trace, { asynchronous }: Children): Causes {
  const { length, parent, kind } = trace
  const linked = trace.links.filter(
    ({ from, to }) =>
      to !== NONE &&
      to !== from &&
      to !== parent[from] &&
      (asynchronous[from] === 1 || parent[from] === NONE || kind[from] === KIND.consumer),
  )
  const first = new Uint32Array(length + 1)
  for (let span = 0; span < length; span++) if (asynchronous[span] === 1) first[span + 1]++
  for (const { from } of linked) first[from + 1]++
  for (let span = 0; span < length; span++) first[span + 1] += first[span]
  const cause = new Int32Array(first[length])
  const next = first.slice(0, length)
  for (let span = 0; span < length; span++) if (asynchronous[span] === 1) cause[next[span]++] = parent[span]
  for (const { from, to } of linked) cause[next[from]++] = to
  return { first, cause }
}

/**
 * The cause a ledger names: of a batch, the message that waited longest. A PRODUCER goes before anything else.
 * NONE without causes.
 */
export function mainCause({ kind, endUs }: Trace, causes: Causes, span: number): number {
  let best = NONE
  for (const cause of causesOf(causes, span)) {
    if (best === NONE || isBetter(cause, best)) best = cause
  }
  return best

  function isBetter(a: number, b: number): boolean {
    const producerA = kind[a] === KIND.producer
    if (producerA !== (kind[b] === KIND.producer)) return producerA
    return endUs[a] < endUs[b] || (endUs[a] === endUs[b] && a < b)
  }
}

/** How long the span waited after its cause was done, 0 while that still ran. */
export const queueTimeUs = ({ startUs, endUs }: Trace, cause: number, span: number): number =>
  cause === NONE ? 0 : Math.max(0, startUs[span] - endUs[cause])
