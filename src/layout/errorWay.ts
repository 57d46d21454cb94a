import { FLAG, NONE, type Trace } from '../model/trace.ts'

/** What a span has to do with a failure. */
export const WAY = { none: 0, above: 1, cause: 2 } as const

/**
 * Per span: `cause` for the failing spans below which nothing failed that they waited for, `above` for all that waited for one, up
 * to the root. O(spans).
 *
 *   root      =========             above
 *     call      ======   error      above
 *       query     ===    error      cause
 *     log     ==
 */
export function markErrorWay({ length, parent, flags }: Trace, asynchronous: Uint8Array): Uint8Array {
  const way = new Uint8Array(length)
  for (let span = length - 1; span >= 0; span--) {
    if (way[span] === WAY.none && (flags[span] & FLAG.error) !== 0) way[span] = WAY.cause
    if (way[span] !== WAY.none && parent[span] !== NONE && asynchronous[span] === 0) way[parent[span]] = WAY.above
  }
  return way
}
