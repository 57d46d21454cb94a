import { durationOf, KIND, NONE } from '../model/trace.ts'
import type { Attribute, LoadedTrace } from '../model/trace.ts'

/** A trace that may be the part that another lost, or that lost it. */
export interface OtherHalf {
  /** Index in the given candidates. */
  readonly candidate: number
  /** `after`: the candidate goes on where the broken trace stops; `before`: it is what set the broken trace off. */
  readonly side: 'after' | 'before'
  /** The span of the earlier trace that the later one would hang from, by index in that trace. */
  readonly parent: number
  /** From the parent's end to the later trace's start, µs; negative when the parent was still running (it waited). */
  readonly gapUs: number
  /** Attributes with the same telling value in both, the rarest first. */
  readonly shared: readonly { readonly key: string; readonly value: string }[]
  /** Higher is likelier; only good for the order. */
  readonly score: number
}

/** How long a message may lie in a queue. */
const LONGEST_WAIT_US = 24 * 3.6e9
/** Clocks of two hosts may differ by this much before order in time says anything. */
const CLOCK_SLACK_US = 2e6
/** Spans of a trace whose attributes are read, from its root on. */
const MOST_SPANS = 5000

/**
 * Where a broken trace goes on, or where it came from: those of the candidates that have a telling value in common with it (an
 * order id, a job's number) and fit in time, the likeliest first.
 *
 *   broken      order.publish   ==        order.id=ord-7702
 *   candidate   process              ===  order.id=ord-7702, root without a parent    after, gap ..
 *   candidate   process              ===  order.id=ord-7703                           not this one
 *
 * A value is telling when it looks like a name of one thing (it has digits, is no time, size, status, host or URL) and is rare
 * among the candidates. O(attributes of all).
 */
export function findOtherHalves(broken: LoadedTrace, candidates: readonly LoadedTrace[]): OtherHalf[] {
  const own = readTellingValues(broken)
  const theirs = candidates.map(readTellingValues)
  const counts = new Map<string, number>()
  for (const values of theirs) for (const id of values.keys()) counts.set(id, (counts.get(id) ?? 0) + 1)

  const halves: OtherHalf[] = []
  for (const [candidate, loaded] of candidates.entries()) {
    if (
      loaded.trace.traceId === broken.trace.traceId ||
      loaded.trace.mainRoot === NONE ||
      broken.trace.mainRoot === NONE
    )
      continue
    const shared = [...own.keys()]
      .filter((id) => theirs[candidate].has(id))
      .sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || (a < b ? -1 : 1))
    if (shared.length === 0) continue
    const isAfter = absoluteStart(loaded) >= absoluteStart(broken)
    const [earlier, later, values] = isAfter ? [broken, loaded, own] : [loaded, broken, theirs[candidate]]
    const parent = findParent(
      earlier,
      later,
      shared.flatMap((id) => values.get(id) ?? []),
    )
    if (parent === NONE) continue
    const gapUs = absoluteStart(later) - (Number(earlier.trace.epochUs) + earlier.trace.endUs[parent])
    if (gapUs > LONGEST_WAIT_US) continue
    const rarity = shared.reduce((sum, id) => sum + 1 / (counts.get(id) ?? 1), 0)
    const nearness = 1 / (1 + Math.max(0, gapUs) / 1e6)
    const takesMessages =
      later.trace.kind[later.trace.mainRoot] === KIND.consumer || later.trace.kind[later.trace.mainRoot] === KIND.server
    halves.push({
      candidate,
      side: isAfter ? 'after' : 'before',
      parent,
      gapUs,
      shared: shared.map(splitId),
      score: rarity + nearness / 2 + (takesMessages ? 0.25 : 0),
    })
  }
  return halves.sort((a, b) => b.score - a.score || Math.abs(a.gapUs) - Math.abs(b.gapUs) || a.candidate - b.candidate)
}

const absoluteStart = ({ trace }: LoadedTrace) => Number(trace.epochUs) + trace.startUs[trace.mainRoot]

/** Of the spans with a shared value: the deepest that had begun when the later trace did; then the one that ended last. */
function findParent({ trace }: LoadedTrace, later: LoadedTrace, spans: readonly number[]): number {
  const atUs = absoluteStart(later) - Number(trace.epochUs)
  let best = NONE
  for (const span of spans) {
    if (trace.startUs[span] > atUs + CLOCK_SLACK_US) continue
    if (best === NONE || isBetter(span, best)) best = span
  }
  return best

  function isBetter(a: number, b: number): boolean {
    const begun = Number(trace.startUs[a] <= atUs) - Number(trace.startUs[b] <= atUs)
    const running = Number(trace.endUs[a] >= atUs) - Number(trace.endUs[b] >= atUs)
    const hands =
      Number(trace.kind[a] === KIND.producer || trace.kind[a] === KIND.client) -
      Number(trace.kind[b] === KIND.producer || trace.kind[b] === KIND.client)
    return (
      (begun ||
        hands ||
        running ||
        trace.depth[a] - trace.depth[b] ||
        trace.endUs[a] - trace.endUs[b] ||
        durationOf(trace, b) - durationOf(trace, a)) > 0
    )
  }
}

/** The values that another half would have too, the likeliest first: those of the topmost spans, then those on most spans. */
export function findTellingValues(loaded: LoadedTrace): { readonly key: string; readonly value: string }[] {
  const topmost = (spans: readonly number[]) => Math.min(...spans.slice(0, 100).map((span) => loaded.trace.depth[span]))
  return [...readTellingValues(loaded)]
    .map(([id, spans]) => ({ id, depth: topmost(spans), count: spans.length }))
    .sort((a, b) => a.depth - b.depth || b.count - a.count || (a.id < b.id ? -1 : 1))
    .map(({ id }) => splitId(id))
}

const splitId = (id: string) => ({ key: id.slice(0, id.indexOf('\n')), value: id.slice(id.indexOf('\n') + 1) })

/** `key\nvalue` → the spans that have it. */
function readTellingValues({ trace, store }: LoadedTrace): Map<string, number[]> {
  const values = new Map<string, number[]>()
  const count = Math.min(trace.length, MOST_SPANS)
  for (let span = 0; span < count; span++) {
    for (const attribute of store.attributes(trace.record[span])) {
      if (!isTelling(attribute)) continue
      const id = `${attribute.key}\n${attribute.value}`
      const spans = values.get(id)
      if (spans) spans.push(span)
      else values.set(id, [span])
    }
  }
  return values
}

/** Keys of protocols, machines and libraries: their values say how, not what. */
const TECHNICAL =
  /^(?:http|net|url|client|server|network|rpc|db|otel|telemetry|thread|process|host|os|k8s|container|cloud|service|code|exception|error|internal|span|trace|user_agent|peer|component|sampler|faas|tls|event|sql)(?:[._]|$)|^messaging\.(?!message\.(?:id|conversation_id)|kafka\.message\.key)/

/** Whether a value names one thing: 4 to 100 characters with a digit, not a plain small number, a time, a version or an address. */
function isTelling({ key, value }: Attribute): boolean {
  if (typeof value === 'boolean' || value === null || TECHNICAL.test(key)) return false
  if (
    /(?:count|size|length|bytes|_ms|_us|_ns|duration|total|price|amount|version|status|code|timestamp|time|port|ratio|percent|latency|index|offset|attempt|retry|location|coordinates?|lat|lon|address|path|route|query|date)$/i.test(
      key,
    )
  )
    return false
  const text = String(value)
  if (text.length < 4 || text.length > 100 || !/\d/.test(text)) return false
  if (/\s{2}|:\/\/|^\d{1,3}(?:\.\d+){1,3}(?::\d+)?$|^\d{4}-\d\d-\d\d|^v?\d+\.\d+/.test(text)) return false
  return typeof value === 'string' ? true : /id$|number$|key$|ref$|no$/i.test(key)
}
