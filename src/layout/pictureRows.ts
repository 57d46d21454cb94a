import { analyze } from '../analysis/analyze.ts'
import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Repeat } from '../analysis/findings.ts'
import { drawTrace } from '../model/drawTrace.ts'
import type { Trace } from '../model/trace.ts'
import { planRows, type RowPlan } from './rowPlan.ts'
import { ROW, type Rows } from './rows.ts'

/** For tests: rows as an indented list, and spans by their names. */

export const spanNamed = (trace: Trace, name: string): number => {
  for (let span = 0; span < trace.length; span++) if (trace.names[trace.nameId[span]] === name) return span
  throw new Error(`no span named ${name}`)
}

export function viewPicture(picture: string, minGapUs = 1000): TraceAnalysis {
  return analyze(drawTrace(picture), { clocks: 'raw', minGapUs })
}

/**
 * One line per row: two blanks per level, then the name; gaps as `~3–6`, missing parents as `?id`, repeats as `name
 * ×N`.
 */
export function listRows(rows: Rows, { trace, gaps }: TraceAnalysis, plan: RowPlan): string[] {
  return Array.from({ length: rows.length }, (_, row) => {
    const index = rows.index[row]
    const text = {
      [ROW.span]: () => trace.names[trace.nameId[index]],
      [ROW.gap]: () => `~${gaps.startUs[index] / 1000}–${gaps.endUs[index] / 1000}`,
      [ROW.missing]: () => `?${plan.missing[index].parentSpanId.replace(/^0+/, '')}`,
      [ROW.repeat]: () => `${trace.names[plan.repeats[index].nameId]} ×${plan.repeats[index].spans.length}`,
    }[rows.kind[row] as 0 | 1 | 2 | 3]()
    return '  '.repeat(rows.depth[row]) + text
  })
}

/** Repeats of the children of `parent` called `name`, as the analysis would report them. */
export function repeatOf(trace: Trace, parent: string, name: string): Repeat {
  const owner = spanNamed(trace, parent)
  const members: number[] = []
  for (let span = 0; span < trace.length; span++) {
    if (trace.parent[span] === owner && trace.names[trace.nameId[span]] === name) members.push(span)
  }
  const startUs = trace.startUs[members[0]]
  const endUs = Math.max(...members.map((span) => trace.endUs[span]))
  const totalUs = members.reduce((sum, span) => sum + trace.endUs[span] - trace.startUs[span], 0)
  return {
    parent: owner,
    serviceId: trace.serviceId[members[0]],
    nameId: trace.nameId[members[0]],
    statement: '',
    spans: Uint32Array.from(members),
    totalUs,
    wallUs: endUs - startUs,
    sequential: true,
  }
}

export const planOf = ({ trace, gaps, minGapUs }: TraceAnalysis, repeats: readonly Repeat[] = []): RowPlan =>
  planRows(trace, gaps, minGapUs, repeats)
