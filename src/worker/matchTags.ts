import { createBytePattern } from '../formats/textPattern.ts'
import { isPositive, type TagComparison, type TagCondition } from '../model/tagCondition.ts'
import { FLAG, type Attribute, type LoadedTrace } from '../model/trace.ts'

/** The spans that a search is about: of these services (null: of all), of this operation (null: of any). */
export interface TagScope {
  readonly services: readonly string[] | null
  readonly operation: string | null
}

/** A value longer than this is not searched to its end: a regular expression could take forever. */
const LONGEST_VALUE = 10_000

/** Written otherwise in OTLP, or not at all: only decoding tells. */
const DERIVED_KEY = /^(error|span\.kind|w3c\.tracestate|otel\..*|internal\..*)$/

/**
 * Whether a trace meets a condition, as the search's help says it: what stands side by side must hold on one span (tags, process tags,
 * fields of events); what is denied must hold on no span. Sides of an OR are asked each on its own. O(spans × size of the condition).
 */
export function meetsCondition(loaded: LoadedTrace, condition: TagCondition, scope: TagScope): boolean {
  const spans = spansInScope(loaded, scope)
  const meets = (part: TagCondition): boolean => {
    if (isPositive(part)) return someSpan(loaded, spans, part)
    if (part.kind === 'not') return !meets(part.of)
    const parts = part.kind === 'and' || part.kind === 'or' ? part.of : []
    if (part.kind === 'or') return parts.some(meets)
    const together = parts.filter(isPositive)
    if (together.length > 0 && !someSpan(loaded, spans, { kind: 'and', of: together })) return false
    return parts.every((other) => isPositive(other) || meets(other))
  }
  return meets(condition)
}

function spansInScope({ trace }: LoadedTrace, { services, operation }: TagScope): Uint32Array {
  const isAsked = trace.services.map((name) => services === null || services.includes(name))
  const isNamed = trace.names.map((name) => operation === null || name === operation)
  const spans = new Uint32Array(trace.length)
  let count = 0
  for (let span = 0; span < trace.length; span++) {
    if (isAsked[trace.serviceId[span]] && isNamed[trace.nameId[span]]) spans[count++] = span
  }
  return spans.subarray(0, count)
}

function someSpan({ trace, store }: LoadedTrace, spans: Uint32Array, condition: TagCondition): boolean {
  const test = compile(condition)
  const needed = neededKey(condition)
  const pattern = needed === null ? null : createBytePattern(needed)
  const mayHold = pattern && store.mayHold?.((bytes, opaque) => opaque || pattern.indexIn(bytes, 0, bytes.length) >= 0)
  const processHas = trace.processes.map(({ attributes }) => attributes.some(({ key }) => key === needed))
  for (const span of spans) {
    const record = trace.record[span]
    const process = trace.processes[trace.processId[span]].attributes
    if (mayHold && !processHas[trace.processId[span]] && !mayHold(record)) continue
    const places = [store.attributes(record), process]
    if (trace.flags[span] & FLAG.error) places.push(ERROR)
    if (trace.flags[span] & FLAG.hasEvents)
      for (const { attributes } of store.events(record, 0n)) places.push(attributes)
    if (test(places)) return true
  }
  return false
}

const ERROR: readonly Attribute[] = [{ key: 'error', type: 'bool', value: true }]

/** A key that each span must have to meet a condition, spelt in its bytes as it reads; null when there is none such. */
function neededKey(condition: TagCondition): string | null {
  if (condition.kind === 'compare' || condition.kind === 'exists')
    return /^[\w.-]+$/.test(condition.key) && !DERIVED_KEY.test(condition.key) ? condition.key : null
  if (condition.kind !== 'and') return null
  for (const part of condition.of) {
    const key = neededKey(part)
    if (key !== null) return key
  }
  return null
}

type Test = (places: readonly (readonly Attribute[])[]) => boolean

function compile(condition: TagCondition): Test {
  switch (condition.kind) {
    case 'exists':
      return (places) => places.some((attributes) => attributes.some(({ key }) => key === condition.key))
    case 'compare': {
      const compares = comparison(condition)
      return (places) =>
        places.some((attributes) => attributes.some(({ key, value }) => key === condition.key && compares(value)))
    }
    case 'not': {
      const of = compile(condition.of)
      return (places) => !of(places)
    }
    case 'and': {
      const all = condition.of.map(compile)
      return (places) => all.every((test) => test(places))
    }
    case 'or': {
      const any = condition.of.map(compile)
      return (places) => any.some((test) => test(places))
    }
  }
}

function comparison({ operator, value: wanted }: TagComparison): (value: Attribute['value']) => boolean {
  const text = (value: Attribute['value']) => (value === null ? '' : String(value))
  const number = Number(wanted)
  const compareNumber = (compares: (value: number) => boolean) => (value: Attribute['value']) => {
    const own = text(value).trim()
    return own !== '' && compares(Number(own))
  }
  switch (operator) {
    case '=':
      return (value) => text(value) === wanted
    case '!=':
      return (value) => text(value) !== wanted
    case '>':
      return compareNumber((own) => own > number)
    case '>=':
      return compareNumber((own) => own >= number)
    case '<':
      return compareNumber((own) => own < number)
    case '<=':
      return compareNumber((own) => own <= number)
    case '~':
    case '!~': {
      const pattern = new RegExp(wanted, 'u')
      return (value) => pattern.test(text(value).slice(0, LONGEST_VALUE)) === (operator === '~')
    }
  }
}
