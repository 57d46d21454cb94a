import type { Findings } from '../../../analysis/findings.ts'
import { runStepsInSlices } from '../../../lib/slices.ts'
import { rankFindings, rankInSteps } from '../../../report/rankFindings.ts'
import type { FindingGroup, RankedFinding, RankMemo } from '../../../report/rankFindings.ts'
import type { Trace } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'

export interface Ranked {
  readonly view: TraceView
  readonly findings: Findings | null
  readonly groups: readonly FindingGroup[]
  bySpan: ReadonlyMap<number, readonly RankedFinding[]> | null
}

/** Of a group's lines so many are shown, and so many when the reader asks: with a low threshold there are more gaps than spans. */
export const FIRST = 5
export const MOST = 500

const known = new WeakMap<TraceView, Ranked>()

/** Findings come in parts, and thresholds move: a group is made again only when its own findings are others. */
const memos = new WeakMap<Trace, RankMemo>()

function memoOf({ trace }: TraceView): RankMemo {
  let memo = memos.get(trace)
  if (!memo) memos.set(trace, (memo = new Map()))
  return memo
}

/**
 * The findings of a view in their groups, made once for the panel and the details: putting thousands into words is too long for one
 * task. Calls back at once where they are known.
 */
export function rankInTasks(
  view: TraceView,
  findings: Findings | null,
  onDone: (ranked: Ranked) => void,
  onFailed: (error: unknown) => void,
  signal: AbortSignal,
): void {
  const entry = known.get(view)
  if (entry?.findings === findings) return onDone(entry)
  const steps = rankInSteps(view, findings, optionsOf(view))
  runStepsInSlices(steps, (groups) => onDone(keep(view, findings, groups)), signal, onFailed)
}

/** A group with as many of its lines as are ever listed. */
export function wholeGroup(view: TraceView, group: FindingGroup): FindingGroup {
  if (group.id !== 'time' || group.items.length === group.total) return group
  return rankFindings(view, null, { mostGaps: MOST }).find(({ id }) => id === 'time') ?? group
}

/** What was found about one span, in the groups' order. Gaps have details of their own and are left out. */
export function findingsAbout(view: TraceView, findings: Findings | null, span: number): readonly RankedFinding[] {
  const entry = entryOf(view, findings)
  entry.bySpan ??= indexBySpan(entry.groups)
  return entry.bySpan.get(span) ?? []
}

function entryOf(view: TraceView, findings: Findings | null): Ranked {
  const entry = known.get(view)
  return entry?.findings === findings ? entry : keep(view, findings, rankFindings(view, findings, optionsOf(view)))
}

function keep(view: TraceView, findings: Findings | null, groups: readonly FindingGroup[]): Ranked {
  const entry = { view, findings, groups, bySpan: null }
  known.set(view, entry)
  return entry
}

const optionsOf = (view: TraceView) => ({ mostGaps: FIRST, memo: memoOf(view) })

function indexBySpan(groups: readonly FindingGroup[]): Map<number, RankedFinding[]> {
  const bySpan = new Map<number, RankedFinding[]>()
  for (const { id, items } of groups) {
    if (id === 'time') continue
    for (const item of items) {
      for (const span of new Set([item.span, ...item.spans])) {
        const list = bySpan.get(span)
        if (list) list.push(item)
        else bySpan.set(span, [item])
      }
    }
  }
  return bySpan
}
