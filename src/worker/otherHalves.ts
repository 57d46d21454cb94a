import { findOtherHalves, findTellingValues } from '../analysis/otherHalf.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { NONE, durationOf, spanIdOf, titleOf } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import type { OtherHalfFound } from './protocol.ts'

/** More than these no one reads. */
const MOST = 20

/** A trace at hand, and what the page calls it. */
interface Candidate {
  readonly name: string
  readonly loaded: LoadedTrace
}

/** Where the trace may go on or have come from, among the traces at hand; the likeliest first, values masked. */
export function listOtherHalves(broken: LoadedTrace, candidates: readonly Candidate[]): OtherHalfFound[] {
  return findOtherHalves(
    broken,
    candidates.map(({ loaded }) => loaded),
  )
    .slice(0, MOST)
    .map(({ candidate, side, parent, gapUs, shared }) => {
      const { name, loaded } = candidates[candidate]
      const { trace } = loaded
      const earlier = side === 'after' ? broken.trace : trace
      return {
        traceId: name,
        rootTitle: titleOf(trace, trace.mainRoot),
        startUs: Number(trace.epochUs),
        durationUs: trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot),
        spanCount: trace.length,
        side,
        parentSpanId: spanIdOf(earlier, parent),
        parentTitle: titleOf(earlier, parent),
        gapUs,
        shared: shared.map(({ key, value }) => ({ key, value: redact(key, value) })),
      }
    })
}

/** What to search by. Secrets are nothing to put into an address. */
export const listTellingValues = (loaded: LoadedTrace) =>
  findTellingValues(loaded)
    .filter(({ key, value }) => redact(key, value) === value)
    .slice(0, 3)
