import * as kernel from '../kernels/constants.ts'
import { kernels } from '../kernels/kernels.ts'
import { domainColumn } from '../model/domainColumn.ts'
import { KIND, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { causesOf } from './causes.ts'
import type { Causes } from './causes.ts'
import type { Children } from './children.ts'
import type { MissingParent } from './missingParents.ts'
import { createOrphanIndex } from './orphanIndex.ts'
import type { OrphanIndex } from './orphanIndex.ts'

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
  lead: kernel.LEAD,
  between: kernel.BETWEEN,
  tail: kernel.TAIL,
  networkOut: kernel.NETWORK_OUT,
  networkBack: kernel.NETWORK_BACK,
  backoff: kernel.BACKOFF,
  queue: kernel.QUEUE,
  missing: kernel.MISSING,
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
 * All gaps of a trace (`findGaps`). O(spans), and a search among the orphans for each gap where there are such:
 * `missing` needs to know whose parents were not received.
 */
export function computeGaps(trace: Trace, children: Children, causes: Causes, missing: readonly MissingParent[]): Gaps {
  const { parent, subtreeEnd, startUs, endUs, kind, flags, nameId, serviceId } = trace
  const { asynchronous, leaf } = children
  const queued = listQueued(trace, causes)
  const gaps = allocate(queued.spans.length + kernels().countGapsAtMost(parent, asynchronous, leaf))
  const count = kernels().findGaps(
    subtreeEnd,
    startUs,
    endUs,
    kind,
    flags,
    nameId,
    serviceId,
    domainColumn(trace),
    asynchronous,
    leaf,
    queued.first,
    queued.spans,
    gaps.owner,
    gaps.kind,
    gaps.after,
    gaps.before,
    gaps.startUs,
    gaps.endUs,
  )
  const found = trim(gaps, count)
  if (missing.length > 0) markMissing(found, createOrphanIndex(trace, missing))
  return found
}

/** Gaps in which orphans run are `missing`, whatever else they may be. */
function markMissing({ length, owner, kind, startUs, endUs }: Gaps, orphans: OrphanIndex): void {
  for (let gap = 0; gap < length; gap++) {
    if (kind[gap] !== GAP.queue && orphans.runsIn(owner[gap], startUs[gap], endUs[gap])) kind[gap] = GAP.missing
  }
}

/** What each span waited behind: `spans[first[s]..first[s + 1])`. */
function listQueued(trace: Trace, causes: Causes): { readonly first: Uint32Array; readonly spans: Int32Array } {
  const first = new Uint32Array(trace.length + 1)
  if (causes.cause.length === 0) return { first, spans: new Int32Array(0) }
  const spans: number[] = []
  for (let span = 0; span < trace.length; span++) {
    if (causes.first[span] !== causes.first[span + 1]) {
      for (const producer of queuedBehind(trace, causes, span)) spans.push(producer)
    }
    first[span + 1] = spans.length
  }
  return { first, spans: Int32Array.from(spans) }
}

/** The causes of a CONSUMER (or of what a PRODUCER caused) that had ended when it started, earliest end first. */
function queuedBehind({ kind, startUs, endUs }: Trace, causes: Causes, span: number): number[] {
  const waited: number[] = []
  for (const cause of causesOf(causes, span)) {
    const isMessage = kind[span] === KIND.consumer || kind[cause] === KIND.producer
    if (isMessage && endUs[cause] < startUs[span]) waited.push(cause)
  }
  return waited.length > 1 ? waited.sort((a, b) => endUs[a] - endUs[b] || a - b) : waited
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
