import { GAP_KINDS } from '../../../analysis/gaps.ts'
import { getConfiguration } from '../../../data/configuration.ts'
import { NONE, spanIdOf, titleOf, type Attribute } from '../../../model/trace.ts'
import {
  findLinks,
  parametersOf,
  parseLinkPatterns,
  type LinkPattern,
  type LinkType,
  type LinkValue,
  type PatternLink,
} from '../../../url/linkPatterns.ts'
import { shortenTraceId } from '../../../url/traceId.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { maskOf } from '../details/maskOf.ts'

let read: { readonly from: readonly unknown[]; readonly patterns: readonly LinkPattern[] } | null = null

/** The configured patterns. What is wrong with others is told with the configuration. */
function linkPatterns(): readonly LinkPattern[] {
  const from = getConfiguration().linkPatterns
  if (read?.from !== from) read = { from, patterns: parseLinkPatterns(from).patterns }
  return read.patterns
}

type Names = Readonly<Record<string, LinkValue>>

/** Jaeger UI's names for a trace. Times in Unix µs. */
function traceNames({ trace }: Pick<TraceView, 'trace'>): Names {
  const { mainRoot, epochUs, startUs, endUs } = trace
  let first = Infinity
  let last = -Infinity
  for (let span = 0; span < trace.length; span++) {
    if (startUs[span] < first) first = startUs[span]
    if (endUs[span] > last) last = endUs[span]
  }
  return {
    traceID: shortenTraceId(trace.traceId),
    traceName: mainRoot === NONE ? '' : titleOf(trace, mainRoot),
    startTime: Number(epochUs) + first,
    endTime: Number(epochUs) + last,
    duration: last - first,
  }
}

const known = new WeakMap<object, Names>()
function namesOf(view: Pick<TraceView, 'trace'>): Names {
  let names = known.get(view.trace)
  if (!names) known.set(view.trace, (names = traceNames(view)))
  return names
}

/** Names of what is at hand first, then attributes, then the trace's as `trace.…`. Sensitive values are not put into addresses. */
function lookUpIn(view: Pick<TraceView, 'trace'>, names: Names, lists: readonly (readonly Attribute[])[]) {
  return (name: string): LinkValue | undefined => {
    for (const list of lists) {
      const attribute = list.find(({ key }) => key === name)
      if (attribute) return maskOf(attribute) === null ? attribute.value : undefined
    }
    if (Object.hasOwn(names, name)) return names[name]
    const own = name.startsWith('trace.') ? name.slice('trace.'.length) : ''
    const ofTrace = namesOf(view)
    return Object.hasOwn(ofTrace, own) ? ofTrace[own] : undefined
  }
}

/** Beside attributes: the span they are of. */
const spanNames = ({ trace }: Pick<TraceView, 'trace'>, span: number): Names => ({
  service: trace.services[trace.serviceId[span]],
  operation: trace.names[trace.nameId[span]],
  spanID: spanIdOf(trace, span),
})

/** The parameters that may stand for an attribute of a span further up, too. Not a process's: that is not the span's own. */
export function inheritedKeys(): readonly string[] {
  const types: readonly LinkType[] = ['tags', 'logs']
  return parametersOf(linkPatterns().filter((pattern) => types.some((type) => pattern.types?.includes(type) ?? true)))
}

/**
 * Links of attributes. `lists`: where parameters are looked for, the nearest first (an event's fields, the span's tags, its
 * process's, those of the spans above).
 */
export function attributeLinks(
  view: Pick<TraceView, 'trace'>,
  span: number,
  type: LinkType,
  lists: readonly (readonly Attribute[])[],
): (attribute: Attribute) => readonly PatternLink[] {
  const patterns = linkPatterns()
  if (patterns.length === 0) return () => NO_LINKS
  const lookUp = lookUpIn(view, spanNames(view, span), lists)
  return (attribute) => findLinks(patterns, type, attribute, lookUp, document.baseURI)
}

const NO_LINKS: readonly PatternLink[] = []

export const traceLinks = (view: Pick<TraceView, 'trace'>): readonly PatternLink[] =>
  findLinks(linkPatterns(), 'traces', null, lookUpIn(view, namesOf(view), []), document.baseURI)

/** A gap's names: its service and its window, in Unix µs on the clock that recorded it. */
export function gapLinks(view: TraceView, gap: number): readonly PatternLink[] {
  const { trace, gaps, shiftUs } = view
  const owner = gaps.owner[gap]
  const recordedUs = Number(trace.epochUs) + (shiftUs?.[owner] ?? 0)
  const names: Names = {
    ...spanNames(view, owner),
    traceID: shortenTraceId(trace.traceId),
    kind: GAP_KINDS[gaps.kind[gap]],
    startTime: Math.round(recordedUs + gaps.startUs[gap]),
    endTime: Math.round(recordedUs + gaps.endUs[gap]),
    durationMicros: Math.round(gaps.endUs[gap] - gaps.startUs[gap]),
  }
  const lookUp = lookUpIn(view, {}, [trace.processes[trace.processId[owner]].attributes])
  return findLinks(
    linkPatterns(),
    'gaps',
    null,
    (name) => (Object.hasOwn(names, name) ? names[name] : lookUp(name)),
    document.baseURI,
  )
}
