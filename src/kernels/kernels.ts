import { boundClocks } from './clockBounds.ts'
import { cutCycles } from './cutCycles.ts'
import { findParents } from './findParents.ts'
import { countGapsAtMost, findGaps } from './gaps.ts'
import { classifyPieces, findRoots, walkBack } from './ledgers.ts'
import { orderSpans } from './orderSpans.ts'
import { pickBytes, pickNumbers, pickWords } from './pick.ts'
import { findStanding, measureSelfTime } from './standing.ts'

/**
 * The loops over all spans between a trace's last byte and its first rows. Each goes over columns and writes columns; each is TypeScript that
 * AssemblyScript reads, too, so that there is one source and two ways to run it, with the same result.
 */
export const inTypeScript = {
  boundClocks,
  classifyPieces,
  countGapsAtMost,
  cutCycles,
  findGaps,
  findParents,
  findRoots,
  findStanding,
  measureSelfTime,
  orderSpans,
  pickBytes,
  pickNumbers,
  pickWords,
  walkBack,
}

export type Kernels = typeof inTypeScript

let current: Kernels = inTypeScript

/** What runs them here. */
export const kernels = (): Kernels => current

/**
 * From now on `chosen` runs them, in this thread. WebAssembly is as fast at its first run as at its hundredth, and a trace is opened with
 * first runs; what comes out does not depend on it.
 */
export function runKernelsIn(chosen: Kernels): void {
  current = chosen
}
