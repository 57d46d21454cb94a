/**
 * Links out of a trace, as Jaeger UI's configuration spells them:
 *
 *   {"type": "tags", "key": "customer.id", "url": "https://crm/#{customer.id}?t=#{trace.traceID}", "text": "Customer"}
 *   {"type": "gaps", "url": "https://logs/?service=#{service}&from=#{startTime | add -1000000 | epoch_micros_to_date_iso}", …}
 *
 * `type`: `tags`, `process`, `logs`, `traces`, and `gaps` (ours). `key` (and `value`): a text, or several; without it every one.
 * A `#{parameter}` is a tag's key or one of the names that the place offers; what it stands for is encoded in the address. When one
 * is missing there is no link.
 */
export interface LinkPattern {
  readonly types: readonly string[] | null
  readonly keys: readonly string[] | null
  readonly values: readonly string[] | null
  readonly url: Template
  readonly text: Template
}

export const LINK_TYPES = ['tags', 'process', 'logs', 'traces', 'gaps'] as const
export type LinkType = (typeof LINK_TYPES)[number]

export interface PatternLink {
  /** http or https. */
  readonly href: string
  readonly text: string
}

export type LinkValue = string | number | boolean | null
/** What a parameter stands for; undefined when it is not there (or not to be told). */
export type LookUp = (name: string) => LinkValue | undefined

type Template = readonly (string | Parameter)[]

interface Parameter {
  readonly name: string
  readonly steps: readonly Step[]
}

/** null: the value is not what the step works on. */
type Step = (value: LinkValue) => LinkValue | null

/** Patterns that can be used, and what is wrong with the others, each in a sentence. */
export function parseLinkPatterns(configured: readonly unknown[]): {
  readonly patterns: readonly LinkPattern[]
  readonly problems: readonly string[]
} {
  const patterns: LinkPattern[] = []
  const problems: string[] = []
  configured.forEach((each, at) => {
    const read = parsePattern(each)
    if (typeof read === 'string') problems.push(`linkPatterns[${at}]: ${read}`)
    else patterns.push(read)
  })
  return { patterns, problems }
}

function parsePattern(configured: unknown): LinkPattern | string {
  if (typeof configured !== 'object' || configured === null) return 'it is no object.'
  const { type, key, value, url, text } = configured as Record<string, unknown>
  if (typeof url !== 'string' || url === '') return 'it has no “url”.'
  if (text !== undefined && typeof text !== 'string') return '“text” is no text.'
  const lists = [type, key, value].map(readTexts)
  const wrong = lists.indexOf(undefined)
  if (wrong >= 0) return `“${['type', 'key', 'value'][wrong]}” is neither a text nor a list of texts.`
  const [types, keys, values] = lists as (readonly string[] | null)[]
  const odd = types?.find((name) => !LINK_TYPES.some((known) => known === name))
  if (odd !== undefined) return `“${odd}” is none of the types ${LINK_TYPES.join(', ')}.`
  const parsed = [parseTemplate(url), parseTemplate(typeof text === 'string' && text !== '' ? text : url)]
  const problem = parsed.find((template) => typeof template === 'string')
  if (problem !== undefined) return problem
  return { types, keys, values, url: parsed[0] as Template, text: parsed[1] as Template }
}

/** undefined for what is no text or list of texts. */
function readTexts(value: unknown): readonly string[] | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined
}

const PARAMETER = /#\{([^{}]*)\}/g

function parseTemplate(text: string): Template | string {
  const parts: (string | Parameter)[] = []
  let end = 0
  for (const match of text.matchAll(PARAMETER)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    const [name, ...formatters] = match[1].split('|').map((part) => part.trim())
    if (name === '') return `“${match[0]}” names nothing.`
    const steps = formatters.map(parseStep)
    const unknown = steps.indexOf(null)
    if (unknown >= 0) return `“${formatters[unknown]}” is no formatter that can be used.`
    parts.push({ name, steps: steps as Step[] })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

/** Longer results are of no use in an address. */
const LONGEST = 1000

function parseStep(formatter: string): Step | null {
  const [name, ...given] = formatter.split(/\s+/)
  if (name === 'epoch_micros_to_date_iso' && given.length === 0) {
    return (value) => {
      const date = new Date(numberOf(value) / 1e3)
      return Number.isNaN(date.getTime()) ? null : date.toISOString()
    }
  }
  if (name === 'add' && given.length === 1 && Number.isFinite(Number(given[0]))) {
    return (value) => {
      const sum = numberOf(value) + Number(given[0])
      return Number.isNaN(sum) ? null : sum
    }
  }
  const length = Number(given[0])
  if (name === 'pad_start' && given.length === 2 && Number.isInteger(length) && length >= 0 && length <= LONGEST)
    return (value) => String(value).padStart(length, given[1])
  return null
}

const numberOf = (value: LinkValue): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
      ? Number(value)
      : Number.NaN

/** The names of all parameters of patterns. */
export const parametersOf = (patterns: readonly LinkPattern[]): string[] => [
  ...new Set(
    patterns.flatMap(({ url, text }) =>
      [...url, ...text].flatMap((part) => (typeof part === 'string' ? [] : part.name)),
    ),
  ),
]

/** The links of one attribute (or of the trace, a gap: without one). `base`: what relative addresses are relative to. */
export function findLinks(
  patterns: readonly LinkPattern[],
  type: LinkType,
  attribute: { readonly key: string; readonly value: LinkValue } | null,
  lookUp: LookUp,
  base: string,
): PatternLink[] {
  const links: PatternLink[] = []
  for (const pattern of patterns) {
    if (pattern.types && !pattern.types.includes(type)) continue
    // A pattern for everything would be on every line.
    if (!pattern.types && attribute === null) continue
    if (attribute && pattern.keys && !pattern.keys.includes(attribute.key)) continue
    if (attribute && pattern.values && !pattern.values.includes(String(attribute.value))) continue
    const href = fillUrl(pattern.url, lookUp, base)
    const text = fill(pattern.text, lookUp, String)
    if (href !== null && text !== null) links.push({ href, text })
  }
  return links
}

function fill(template: Template, lookUp: LookUp, encode: (value: LinkValue) => string | null): string | null {
  let text = ''
  for (const part of template) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    let value = lookUp(part.name)
    if (value === undefined) return null
    for (const step of part.steps) {
      const next = step(value)
      if (next === null) return null
      value = next
    }
    const encoded = encode(value)
    if (encoded === null) return null
    text += encoded
  }
  return text
}

/** In a path, `.` and `..` would climb out of it. */
function encode(value: LinkValue): string | null {
  const text = String(value)
  if (text === '.' || text === '..' || text.length > LONGEST * 4) return null
  try {
    return encodeURIComponent(text)
  } catch {
    // Half of a surrogate pair.
    return null
  }
}

/** Within a host's name a value may be one label, so that none leads to another host. */
const inHost = (value: LinkValue): string | null => (/^[a-z0-9-]{1,63}$/i.test(String(value)) ? String(value) : null)

/** An http(s) address, or null. What stands before the path can only be filled with labels of a host's name. */
function fillUrl(template: Template, lookUp: LookUp, base: string): string | null {
  let start = ''
  const text = fill(template, lookUp, (value) => encode(value))
  if (text === null || !URL.canParse(text, base)) return null
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username !== '' || url.password !== '') return null
  for (const part of template) {
    if (typeof part !== 'string') {
      if (!isPastHost(start)) {
        const value = lookUp(part.name)
        if (value === undefined || inHost(value) === null) return null
      }
      start += 'x'
    } else start += part
  }
  return url.href
}

/** Whether what follows a beginning is in a path, a query or a fragment. */
const isPastHost = (start: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(start) || /^(\/(?!\/)|\?|#|\.)/.test(start)
