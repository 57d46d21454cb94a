import type { TraceAnalysis } from '../analysis/analyze.ts'
import type { Anomaly, Findings, Sensitive } from '../analysis/findings.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { drain } from '../lib/drain.ts'
import { formatCount, plural } from '../lib/format.ts'
import { domainOf, durationOf, NONE, titleOf } from '../model/trace.ts'
import { longestGaps } from './notableGaps.ts'
import {
  anomalyCheck,
  anomalyName,
  clockText,
  errorText,
  gapText,
  lostText,
  missingText,
  repeatText,
  retryText,
  sampledText,
  sensitiveText,
} from './findingTexts.ts'
import type { FindingText, Hide } from './findingTexts.ts'

/** By what a person would do about them. */
export const FINDING_GROUPS = ['time', 'clocks', 'propagation', 'repeats', 'errors', 'secrets', 'quality'] as const
export type FindingGroupId = (typeof FINDING_GROUPS)[number]

/** Where a finding leads: an index into the gaps, `findings.missingParents`, `findings.repeats`, or a span. */
export interface FindingTarget {
  readonly kind: 'span' | 'gap' | 'missing' | 'repeat'
  readonly index: number
}

export interface RankedFinding extends FindingText {
  /** Unique in the list, and the same for the same finding after a reload. */
  readonly key: string
  /** µs of the trace that it is about; null where time is not the point. */
  readonly costUs: number | null
  /** `costUs` of the trace's duration, at most what it is; null with it. */
  readonly share: number | null
  /** Null when it is about the whole trace. */
  readonly target: FindingTarget | null
  /** The span to jump to; NONE for the whole trace. */
  readonly span: number
  /** All spans it is about. */
  readonly spans: readonly number[] | Uint32Array
}

export interface FindingGroup {
  readonly id: FindingGroupId
  readonly title: string
  /** The most costly first; all of them, but for gaps where `mostGaps` are enough. */
  readonly items: readonly RankedFinding[]
  /** How many there are, listed or not. */
  readonly total: number
}

export interface RankOptions {
  /** How sensitive values are masked. */
  readonly hide?: Hide
  /** Gaps beyond these, the longest, are counted only. */
  readonly mostGaps?: number
  /** Groups made before, of the same trace and options: one is made anew when what it is made of is another. */
  readonly memo?: RankMemo
}

export type RankMemo = Map<FindingGroupId, { readonly of: readonly unknown[]; readonly group: FindingGroup }>

const TITLES: Record<FindingGroupId, string> = {
  time: 'Time no span explains',
  clocks: 'Clocks',
  propagation: 'Lost and missing',
  repeats: 'Repeats',
  errors: 'Errors',
  secrets: 'Secrets',
  quality: 'Data quality',
}

type Draft = Omit<RankedFinding, 'share'>

/** The first of many. */
interface Counted {
  readonly drafts: readonly Draft[]
  readonly total: number
}

/**
 * Everything found, in groups by what a person would do about it, the most costly of a group first; groups without an
 * entry are left out. Same list for the page and for Markdown.
 */
export function rankFindings(
  analysis: TraceAnalysis,
  findings: Findings | null,
  options: RankOptions = {},
): FindingGroup[] {
  return drain(rankInSteps(analysis, findings, options))
}

/** The same, a group between two yields. */
export function* rankInSteps(
  analysis: TraceAnalysis,
  findings: Findings | null,
  { hide = redact, mostGaps = Infinity, memo = new Map() }: RankOptions = {},
): Generator<undefined, FindingGroup[], void> {
  const { trace, gaps, minGapUs, clocks } = analysis
  const traceUs = trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot)
  const group = (id: FindingGroupId, of: readonly unknown[], make: () => Draft[] | Counted): FindingGroup => {
    const known = memo.get(id)
    if (known?.of.every((part, i) => part === of[i])) return known.group
    const listed = make()
    const { drafts, total } = 'total' in listed ? listed : { drafts: listed, total: listed.length }
    const made: FindingGroup = {
      id,
      title: TITLES[id],
      total,
      items: drafts.map((draft) => ({
        ...draft,
        share: draft.costUs !== null && traceUs > 0 ? draft.costUs / traceUs : null,
      })),
    }
    memo.set(id, { of, group: made })
    return made
  }
  const groups = [
    group('time', [gaps, minGapUs], () => {
      const { longest, total } = longestGaps(analysis, mostGaps)
      return { drafts: timeDrafts(analysis, longest), total }
    }),
  ]
  yield
  groups.push(group('clocks', [clocks], () => clockDrafts(analysis)))
  if (findings) {
    const { missingParents, lostContext, sampledAway, repeats, errors, retries, sensitive, anomalies } = findings
    const lost = [missingParents, lostContext, sampledAway]
    groups.push(group('propagation', lost, () => propagationDrafts(analysis, findings)))
    yield
    groups.push(group('repeats', [repeats], () => repeatDrafts(analysis, findings, hide)))
    yield
    groups.push(group('errors', [errors, retries], () => errorDrafts(analysis, findings, hide)))
    yield
    groups.push(group('secrets', [sensitive], () => secretDrafts(analysis, findings)))
    groups.push(group('quality', [anomalies], () => qualityDrafts(analysis, findings)))
  }
  return groups.filter(({ items }) => items.length > 0)
}

const byCost = (a: Draft, b: Draft) => (b.costUs ?? -1) - (a.costUs ?? -1)

const onSpan = (span: number): Pick<Draft, 'span' | 'target'> => ({
  span,
  target: span === NONE ? null : { kind: 'span', index: span },
})

function timeDrafts({ trace, gaps }: TraceAnalysis, longest: readonly number[]): Draft[] {
  return longest.map((gap) => ({
    ...gapText(trace, gaps, gap),
    key: `gap/${gap}`,
    costUs: gaps.endUs[gap] - gaps.startUs[gap],
    span: gaps.owner[gap],
    target: { kind: 'gap', index: gap },
    spans: [],
  }))
}

function clockDrafts({ trace, clocks }: TraceAnalysis): Draft[] {
  const odd = clocks.domains.filter(({ verdict }) => verdict === 'skewed' || verdict === 'inconsistent')
  if (odd.length === 0) return []
  const firstSpan = new Map<number, number>()
  for (let span = 0; span < trace.length; span++)
    if (!firstSpan.has(domainOf(trace, span))) firstSpan.set(domainOf(trace, span), span)
  return odd
    .toSorted((a, b) => Math.abs(b.offsetUs ?? 0) - Math.abs(a.offsetUs ?? 0))
    .map((domain) => ({
      ...clockText(trace, domain),
      key: `clock/${domain.domainId}`,
      costUs: null,
      ...onSpan(firstSpan.get(domain.domainId) ?? NONE),
      spans: [],
    }))
}

/** What findings that say the same add up of. */
interface Part {
  readonly costUs: number
  readonly spans: readonly number[]
}

/**
 * Findings that say the same of different spans are one, in the place of the first: its text, with how many there are. Costs add up.
 * Words are made for the first only: of ten thousand errors, most are alike.
 */
function joinAlike<T>(
  found: readonly T[],
  alike: (one: T) => string,
  partOf: (one: T) => Part,
  draftOf: (one: T, index: number) => Omit<Draft, keyof Part>,
): Draft[] {
  const groups = new Map<string, number[]>()
  for (const [index, one] of found.entries()) {
    const key = alike(one)
    const group = groups.get(key)
    if (group) group.push(index)
    else groups.set(key, [index])
  }
  return [...groups.values()].map((group) => {
    const draft = draftOf(found[group[0]], group[0])
    const parts = group.map((index) => partOf(found[index]))
    return {
      ...draft,
      title: group.length === 1 ? draft.title : `${draft.title}, and ${formatCount(group.length - 1)} more like it`,
      costUs: parts.reduce((sum, { costUs }) => sum + costUs, 0),
      spans: parts.flatMap(({ spans }) => spans),
    }
  })
}

/** In time order: the first is where the breadcrumbs stop. Calls and parents alike are one entry. */
function propagationDrafts({ trace }: TraceAnalysis, { missingParents, lostContext, sampledAway }: Findings): Draft[] {
  const missing = joinAlike(
    missingParents,
    ({ parentSpanId, suspectedService, caller }) =>
      suspectedService === null
        ? `missing/${parentSpanId}`
        : `${suspectedService}/${caller === NONE ? '' : titleOf(trace, caller)}`,
    ({ startUs, endUs, children }) => ({ costUs: endUs - startUs, spans: children }),
    (parent, index) => ({
      ...missingText(trace, parent),
      key: `missing/${parent.parentSpanId}`,
      span: parent.children[0] ?? NONE,
      target: { kind: 'missing', index },
    }),
  )
  const lost = joinAlike(
    lostContext,
    ({ span, peer }) => `${titleOf(trace, span)}/${peer}`,
    ({ span }) => ({ costUs: durationOf(trace, span), spans: [span] }),
    (one, index) => ({ ...lostText(trace, one, index === 0), key: `lost/${one.span}`, ...onSpan(one.span) }),
  )
  const sampled = sampledAway.map((hole): Draft => ({
    ...sampledText(hole),
    key: `sampled/${hole.service}`,
    costUs: hole.unanswered.reduce((sum, span) => sum + durationOf(trace, span), 0),
    ...onSpan(hole.unanswered[0] ?? NONE),
    spans: hole.unanswered,
  }))
  const startOf = ({ span }: Draft) => (span === NONE ? -Infinity : trace.startUs[span])
  return [...sampled, ...[...missing, ...lost].sort((a, b) => startOf(a) - startOf(b))]
}

function repeatDrafts({ trace }: TraceAnalysis, { repeats }: Findings, hide: Hide): Draft[] {
  return repeats
    .map((repeat, index): Draft => ({
      ...repeatText(trace, repeat, hide),
      key: `repeat/${index}`,
      costUs: repeat.wallUs,
      span: repeat.spans[0],
      target: { kind: 'repeat', index },
      spans: repeat.spans,
    }))
    .sort(byCost)
}

function errorDrafts({ trace }: TraceAnalysis, { errors, retries }: Findings, hide: Hide): Draft[] {
  const causes = joinAlike(
    errors.filter(({ rootCause }) => rootCause),
    ({ span, type, message }) => `${trace.serviceId[span]}/${trace.nameId[span]}/${type}/${message}`,
    ({ span, path }) => ({ costUs: durationOf(trace, span), spans: [span, ...path] }),
    (error) => ({ ...errorText(trace, error, hide), key: `error/${error.span}`, ...onSpan(error.span) }),
  )
  const chains = joinAlike(
    retries,
    ({ parent, attempts }) => `${trace.nameId[attempts[0]]}/${attempts.length}/${titleOf(trace, parent)}`,
    ({ attempts }) => ({
      costUs: trace.endUs[attempts[attempts.length - 1]] - trace.startUs[attempts[0]],
      spans: attempts,
    }),
    (chain) => ({ ...retryText(trace, chain), key: `retry/${chain.attempts[0]}`, ...onSpan(chain.attempts[0]) }),
  )
  return [...causes, ...chains].sort(byCost)
}

const SECRETS_FIRST = (sensitive: Sensitive) => (sensitive.reason === 'personal' ? 1 : 0)

/** The same key in the same service and place is one finding, however many spans have it. Secrets before personal data. */
function secretDrafts({ trace }: TraceAnalysis, { sensitive }: Findings): Draft[] {
  const groups = new Map<string, Sensitive[]>()
  for (const found of sensitive) {
    const key = `${found.where}/${found.serviceId}/${found.key}/${found.reason}`
    const group = groups.get(key)
    if (group) group.push(found)
    else groups.set(key, [found])
  }
  return [...groups]
    .sort(([, [a]], [, [b]]) => SECRETS_FIRST(a) - SECRETS_FIRST(b))
    .map(([key, group]): Draft => {
      const [first] = group
      const text = sensitiveText(trace, first)
      const span = first.span === NONE ? trace.processId.indexOf(first.processId) : first.span
      const spans = group.filter((found) => found.span !== NONE).map((found) => found.span)
      return {
        ...text,
        title:
          group.length === 1
            ? text.title
            : `${text.title} and ${plural(group.length - 1, first.where === 'process' ? 'other process' : 'other span', first.where === 'process' ? 'other processes' : 'other spans')}`,
        key: `secret/${key}`,
        costUs: null,
        ...onSpan(span),
        spans,
      }
    })
}

/** One entry per type; what each span's own message says is the meaning of the first. */
function qualityDrafts({ trace }: TraceAnalysis, { anomalies }: Findings): Draft[] {
  const groups = new Map<string, Anomaly[]>()
  for (const anomaly of anomalies) {
    const key = anomaly.type === 'backend-warning' ? `${anomaly.type}/${anomaly.message}` : anomaly.type
    const group = groups.get(key)
    if (group) group.push(anomaly)
    else groups.set(key, [anomaly])
  }
  return [...groups].map(([key, group]): Draft => {
    const [{ type, span, message }] = group
    const where = span === NONE ? '' : `: ${titleOf(trace, span)}`
    return {
      key: `quality/${key}`,
      title: `${anomalyName(type)}${where}${group.length > 1 ? ` and ${plural(group.length - 1, 'other')}` : ''}`,
      meaning: message,
      check: anomalyCheck(type),
      costUs: null,
      ...onSpan(span),
      spans: group.flatMap((anomaly) => (anomaly.span === NONE ? [] : [anomaly.span])),
    }
  })
}
