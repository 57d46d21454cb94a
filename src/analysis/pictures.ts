import { NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import { GAP_KINDS } from './gaps.ts'
import type { Gaps } from './gaps.ts'
import { CATEGORIES, NO_GAP_KIND } from './ledger.ts'
import type { Ledger } from './ledger.ts'

/** Analyses as short lines of text, for tests that read like the picture above them. Times in ms from the main root's start. */

const nameOf = (trace: Trace, span: number) => trace.names[trace.nameId[span]]

/** `between 3–6 root after a before b`, in the order of the columns. */
export function describeGaps(trace: Trace, gaps: Gaps): string[] {
  return Array.from({ length: gaps.length }, (_, gap) => {
    const { after, before } = { after: gaps.after[gap], before: gaps.before[gap] }
    const neighbours =
      (after === NONE ? '' : ` after ${nameOf(trace, after)}`) +
      (before === NONE ? '' : ` before ${nameOf(trace, before)}`)
    return `${GAP_KINDS[gaps.kind[gap]]} ${gaps.startUs[gap] / 1000}–${gaps.endUs[gap] / 1000} ${nameOf(trace, gaps.owner[gap])}${neighbours}`
  })
}

/** `root gap lead 0–1`, `a work 1–3`, …, by time. */
export function describeLedger(trace: Trace, { segments }: Ledger): string[] {
  return Array.from({ length: segments.length }, (_, i) => {
    const kind = segments.gapKind[i] === NO_GAP_KIND ? '' : ` ${GAP_KINDS[segments.gapKind[i]]}`
    const time = `${segments.startUs[i] / 1000}–${segments.endUs[i] / 1000}`
    return `${nameOf(trace, segments.span[i])} ${CATEGORIES[segments.category[i]]}${kind} ${time}`
  })
}
