import { FLAG, KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { causesOf } from './causes.ts'
import type { Causes } from './causes.ts'
import { isRemote } from './children.ts'
import type { Children } from './children.ts'
import type { MissingParent } from './missingParents.ts'
import { createOrphanIndex } from './orphanIndex.ts'

export const GAP_KINDS = [
  'lead',
  'between',
  'tail',
  'network-out',
  'network-back',
  'backoff',
  'queue',
  'missing',
] as const
export type GapKind = (typeof GAP_KINDS)[number]

/** A gap kind as `Gaps.kind` has it. */
export const GAP = {
  lead: 0,
  between: 1,
  tail: 2,
  networkOut: 3,
  networkBack: 4,
  backoff: 5,
  queue: 6,
  missing: 7,
} as const

/** All gaps of a trace of any length, as columns sorted by owner, then start; a gap is a number. `queue` gaps are owned by the consumer. */
export interface Gaps {
  readonly length: number
  readonly owner: Int32Array
  /** Index into GAP_KINDS. */
  readonly kind: Uint8Array
  /** Neighbouring children of the owner (for `queue`: after = producer, before = consumer), NONE where there is none. */
  readonly after: Int32Array
  readonly before: Int32Array
  readonly startUs: Float64Array
  readonly endUs: Float64Array
}

/** The default notability threshold: max(1 ms, 1 % of the main root's duration), as whole µs. */
export function defaultMinGapUs({ mainRoot, startUs, endUs }: Trace): number {
  const durationUs = mainRoot === NONE ? 0 : endUs[mainRoot] - startUs[mainRoot]
  return Math.max(1000, Math.ceil(durationUs / 100))
}

export const noGaps = (): Gaps => allocate(0)

/**
 * The parts of each non-leaf's own interval that no blocking child covers, and the queue times of consumers. O(spans).
 *
 *   root  ===========     lead 0–1, between 4–6, tail 8–11
 *     a    ===
 *     b      .            (zero length: splits nothing)
 *     c        ==
 *
 * `missing` needs to know whose parents were not received.
 */
export function computeGaps(trace: Trace, children: Children, causes: Causes, missing: readonly MissingParent[]): Gaps {
  const { length, subtreeEnd, startUs, endUs } = trace
  const { asynchronous, leaf } = children
  const gaps = allocate(countAtMost(trace, children, causes))
  const orphans = createOrphanIndex(trace, missing)
  let count = 0
  const add = (owner: number, kind: number, after: number, before: number, start: number, end: number) => {
    gaps.owner[count] = owner
    gaps.kind[count] = kind
    gaps.after[count] = after
    gaps.before[count] = before
    gaps.startUs[count] = start
    gaps.endUs[count++] = end
  }

  for (let owner = 0; owner < length; owner++) {
    if (causes.first[owner] !== causes.first[owner + 1]) {
      for (const producer of queuedBehind(trace, causes, owner))
        add(owner, GAP.queue, producer, owner, endUs[producer], startUs[owner])
    }
    if (leaf[owner] === 1) continue
    let covered = startUs[owner]
    let after = NONE
    for (let child = owner + 1; child < subtreeEnd[owner]; child = subtreeEnd[child]) {
      if (asynchronous[child] === 1) continue
      const start = Math.max(startUs[child], startUs[owner])
      const end = Math.min(endUs[child], endUs[owner])
      if (end <= start) continue
      if (start > covered) {
        add(
          owner,
          kindOf(trace, orphans.runsIn(owner, covered, start), owner, after, child),
          after,
          child,
          covered,
          start,
        )
      }
      if (end > covered) {
        covered = end
        after = child
      }
    }
    const end = endUs[owner]
    if (end > covered)
      add(owner, kindOf(trace, orphans.runsIn(owner, covered, end), owner, after, NONE), after, NONE, covered, end)
  }
  return trim(gaps, count)
}

/** The first kind that fits, in the order of the definitions. */
function kindOf(trace: Trace, orphansRunInIt: boolean, owner: number, after: number, before: number): number {
  if (orphansRunInIt) return GAP.missing
  const { nameId, serviceId, flags } = trace
  if (after !== NONE && before !== NONE) {
    const retried =
      (flags[after] & FLAG.error) !== 0 && nameId[after] === nameId[before] && serviceId[after] === serviceId[before]
    return retried ? GAP.backoff : GAP.between
  }
  if (after === NONE) return isRemoteServerOfClient(trace, owner, before) ? GAP.networkOut : GAP.lead
  return isRemoteServerOfClient(trace, owner, after) ? GAP.networkBack : GAP.tail
}

const isRemoteServerOfClient = (trace: Trace, owner: number, child: number) =>
  trace.kind[owner] === KIND.client && trace.kind[child] === KIND.server && isRemote(trace, child)

/** The causes of a CONSUMER (or of what a PRODUCER caused) that had ended when it started, earliest end first. */
function queuedBehind({ kind, startUs, endUs }: Trace, causes: Causes, span: number): number[] {
  const waited: number[] = []
  for (const cause of causesOf(causes, span)) {
    const isMessage = kind[span] === KIND.consumer || kind[cause] === KIND.producer
    if (isMessage && endUs[cause] < startUs[span]) waited.push(cause)
  }
  return waited.length > 1 ? waited.sort((a, b) => endUs[a] - endUs[b] || a - b) : waited
}

/** A non-leaf has at most one gap more than it has blocking children. */
function countAtMost({ length, parent }: Trace, { asynchronous, leaf }: Children, causes: Causes): number {
  let count = causes.cause.length
  for (let span = 0; span < length; span++) {
    if (leaf[span] === 0) count++
    if (parent[span] !== NONE && asynchronous[span] === 0) count++
  }
  return count
}

const allocate = (length: number): Gaps => ({
  length,
  owner: new Int32Array(length),
  kind: new Uint8Array(length),
  after: new Int32Array(length),
  before: new Int32Array(length),
  startUs: new Float64Array(length),
  endUs: new Float64Array(length),
})

const trim = (gaps: Gaps, length: number): Gaps => ({
  length,
  owner: gaps.owner.slice(0, length),
  kind: gaps.kind.slice(0, length),
  after: gaps.after.slice(0, length),
  before: gaps.before.slice(0, length),
  startUs: gaps.startUs.slice(0, length),
  endUs: gaps.endUs.slice(0, length),
})

/** The gap inside `owner` that `timeUs` lies in, NONE when a child covers it (or the owner is a leaf). O(log gaps). */
export function gapAt({ length, owner, startUs, endUs, kind }: Gaps, span: number, timeUs: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (owner[middle] < span || (owner[middle] === span && startUs[middle] <= timeUs)) low = middle + 1
    else high = middle
  }
  const gap = low - 1
  return gap >= 0 && owner[gap] === span && kind[gap] !== GAP.queue && timeUs < endUs[gap] ? gap : NONE
}
