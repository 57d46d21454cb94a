import type { Findings } from '../../../analysis/findings.ts'
import { GAP_KINDS } from '../../../analysis/gaps.ts'
import { ROW } from '../../../layout/rows.ts'
import type { RowRef } from '../../../layout/rows.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { reasonText } from '../details/maskFor.ts'
import { gapKindText } from '../ledger/ledgerTexts.ts'

export const FINDING_GROUPS = ['time', 'clocks', 'propagation', 'repeats', 'errors', 'secrets', 'quality'] as const
export type FindingGroupId = (typeof FINDING_GROUPS)[number]

export interface FindingItem {
  readonly key: string
  readonly title: string
  /** What it means, and what to check next. */
  readonly meaning: string
  readonly costUs: number | null
  /** Of the trace's duration. */
  readonly share: number | null
  /** Where it is; null when it is about the whole trace. */
  readonly target: RowRef | null
  /** Spans it is about. */
  readonly spans: readonly number[] | Uint32Array
}

export interface FindingGroup {
  readonly id: FindingGroupId
  readonly title: string
  readonly items: readonly FindingItem[]
}

const TITLES: Record<FindingGroupId, string> = {
  time: 'Time no span explains',
  clocks: 'Clocks',
  propagation: 'Lost and missing',
  repeats: 'Repeats',
  errors: 'Errors',
  secrets: 'Secrets',
  quality: 'Data quality',
}

/** Everything found, in groups by what a person would do about it, the most costly first. Groups without an entry are left out. */
export function listFindings(view: TraceView, findings: Findings | null, minGapUs: number): FindingGroup[] {
  const items: Record<FindingGroupId, FindingItem[]> = {
    time: gapItems(view, minGapUs),
    clocks: clockItems(view),
    propagation: findings ? propagationItems(view.trace, findings) : [],
    repeats: findings ? repeatItems(view.trace, findings) : [],
    errors: findings ? errorItems(view.trace, findings) : [],
    secrets: findings ? secretItems(view.trace, findings) : [],
    quality: findings ? qualityItems(findings) : [],
  }
  const traceUs = view.trace.mainRoot === NONE ? 0 : durationOf(view.trace, view.trace.mainRoot)
  return FINDING_GROUPS.filter((id) => items[id].length > 0).map((id) => ({
    id,
    title: TITLES[id],
    items: items[id].map((item) => ({ ...item, share: item.costUs !== null && traceUs > 0 ? item.costUs / traceUs : null })),
  }))
}

type Draft = Omit<FindingItem, 'share'> & { readonly share: null }
const nameOf = (trace: Trace, span: number) => trace.names[trace.nameId[span]]

function gapItems({ trace, gaps }: TraceView, minGapUs: number): Draft[] {
  const notable: number[] = []
  for (let gap = 0; gap < gaps.length; gap++) if (gaps.endUs[gap] - gaps.startUs[gap] >= minGapUs) notable.push(gap)
  notable.sort((a, b) => gaps.endUs[b] - gaps.startUs[b] - (gaps.endUs[a] - gaps.startUs[a]) || a - b)
  return notable.map((gap) => {
    const [owner, after, before] = [gaps.owner[gap], gaps.after[gap], gaps.before[gap]]
    const costUs = gaps.endUs[gap] - gaps.startUs[gap]
    const kind = GAP_KINDS[gaps.kind[gap]]
    const where = after !== NONE && before !== NONE && kind !== 'queue'
      ? `between ${nameOf(trace, after)} and ${nameOf(trace, before)}`
      : gapKindText(kind)
    return {
      key: `gap/${gap}`,
      title: `Gap ${formatDuration(costUs)} ${where}`,
      meaning: `in ${titleOf(trace, owner)}`,
      costUs,
      share: null,
      target: { kind: ROW.gap, index: gap },
      spans: [],
    }
  })
}

function clockItems({ trace, clocks }: TraceView): Draft[] {
  const firstOf = (domainId: number) => {
    for (let span = 0; span < trace.length; span++) if (trace.processes[trace.processId[span]].domainId === domainId) return span
    return NONE
  }
  return clocks.domains
    .filter(({ verdict }) => verdict === 'skewed' || verdict === 'inconsistent')
    .map(({ domainId, serviceId, verdict, offsetUs }) => {
      const span = firstOf(domainId)
      const service = trace.services[serviceId]
      return {
        key: `clock/${domainId}`,
        title: verdict === 'skewed' ? `${service}’s clock is ${formatDuration(Math.abs(offsetUs ?? 0))} ${(offsetUs ?? 0) < 0 ? 'behind' : 'ahead'}` : `${service}’s clock contradicts the others`,
        meaning: 'check NTP on that host; spans of different hosts may be in the wrong order',
        costUs: null,
        share: null,
        target: span === NONE ? null : { kind: ROW.span, index: span },
        spans: [],
      }
    })
}

function propagationItems(trace: Trace, { missingParents, lostContext }: Findings): Draft[] {
  return [
    ...missingParents.map((missing, index): Draft => ({
      key: `missing/${missing.parentSpanId}`,
      title: `A span of ${missing.suspectedService ?? 'an unknown service'} was never received`,
      meaning: `${plural(missing.children.length, 'span names', 'spans name')} it as parent; check that service’s exporter`,
      costUs: missing.endUs - missing.startUs,
      share: null,
      target: { kind: ROW.missing, index },
      spans: missing.children,
    })),
    ...lostContext.map(({ span, peer }, i): Draft => ({
      key: `lost/${span}`,
      title: `${i === 0 ? 'The breadcrumbs stop' : 'Context is lost'} at ${titleOf(trace, span)}`,
      meaning: `${peer ?? 'its peer'} is called but not in the trace: does its log show the traceparent?`,
      costUs: durationOf(trace, span),
      share: null,
      target: { kind: ROW.span, index: span },
      spans: [span],
    })),
  ]
}

function repeatItems(trace: Trace, { repeats }: Findings): Draft[] {
  return repeats
    .map((repeat, index): Draft => ({
      key: `repeat/${index}`,
      title: `${repeat.spans.length} × ${trace.names[repeat.nameId]}`,
      meaning: `${repeat.sequential ? 'one after the other' : 'in parallel'} under ${repeat.parent === NONE ? 'no parent' : titleOf(trace, repeat.parent)}; join or batch them`,
      costUs: repeat.wallUs,
      share: null,
      target: { kind: ROW.repeat, index },
      spans: repeat.spans,
    }))
    .sort((a, b) => (b.costUs ?? 0) - (a.costUs ?? 0))
}

function errorItems(trace: Trace, { errors }: Findings): Draft[] {
  return errors
    .filter(({ rootCause }) => rootCause)
    .map(({ span, type, message, path }) => ({
      key: `error/${span}`,
      title: `${titleOf(trace, span)} failed${type === null ? '' : `: ${type}`}`,
      meaning: [message?.slice(0, 160), path.length > 0 ? `passed on by ${plural(path.length, 'span')} above` : null].filter(Boolean).join('; '),
      costUs: null,
      share: null,
      target: { kind: ROW.span, index: span },
      spans: [span, ...path],
    }))
}

function secretItems(trace: Trace, { sensitive }: Findings): Draft[] {
  return sensitive.map(({ span, processId, serviceId, where, key, reason }, i) => {
    const first = span === NONE ? trace.processId.indexOf(processId) : span
    return {
      key: `secret/${i}`,
      title: `${key} in ${where === 'process' ? `the process of ${trace.services[serviceId]}` : titleOf(trace, first)}`,
      meaning: `${reasonText(reason)}; remove or redact it, and rotate what leaked`,
      costUs: null,
      share: null,
      target: first === NONE ? null : { kind: ROW.span, index: first },
      spans: span === NONE ? [] : [span],
    }
  })
}

function qualityItems({ anomalies }: Findings): Draft[] {
  return anomalies.map(({ type, span, message }, i) => ({
    key: `quality/${i}`,
    title: message,
    meaning: type.replaceAll('-', ' '),
    costUs: null,
    share: null,
    target: span === NONE ? null : { kind: ROW.span, index: span },
    spans: [],
  }))
}
