/** One condition of a search: the attribute `key` has exactly this value. */
export interface TagPair {
  readonly key: string
  readonly value: string
}

export type ParsedTags =
  | { readonly ok: true; readonly tags: readonly TagPair[] }
  | { readonly ok: false; readonly message: string }

const refuse = (message: string): ParsedTags => ({ ok: false, message })

/** A quoted string with `\"` and `\\`, or a run without blanks, quotes and `=`. */
const QUOTED = String.raw`"(?:[^"\\]|\\[^])*"`
const KEY = new RegExp(String.raw`(${QUOTED}|[^\s"=]+)`, 'y')
const VALUE = new RegExp(String.raw`(${QUOTED}|[^\s"][^\s]*)?(?=\s|$)`, 'y')
const BLANK = /\s*/y

/**
 * `http.status_code=500 error=true note="two words"`, or the same as JSON: `{"error": "true"}`. Values are text either way, as
 * Jaeger wants them. The message says what would be right.
 */
export function parseTags(text: string): ParsedTags {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: true, tags: [] }
  if (trimmed.startsWith('{')) return parseJsonTags(trimmed)
  return parsePairs(trimmed)
}

function parsePairs(text: string): ParsedTags {
  const tags: TagPair[] = []
  let at = 0
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) return null
    at += match[0].length
    return match[0]
  }
  while (at < text.length) {
    const start = at
    const key = take(KEY)
    if (key === null) {
      return refuse(
        text[at] === '=' ? 'A key is needed before “=”: key=value.' : 'A quote is not closed: note="two words".',
      )
    }
    if (text[at] !== '=') return refuse(explainMissingEquals(unquote(key)))
    at++
    const value = take(VALUE)
    if (value === null) return refuse(`Close the quotes: ${clip(text.slice(start, at))}"two words".`)
    if (unquote(key) === '') return refuse('A key is needed before “=”: key=value.')
    tags.push({ key: unquote(key), value: unquote(value) })
    take(BLANK)
  }
  return { ok: true, tags }
}

export function explainMissingEquals(key: string): string {
  const colon = key.indexOf(':')
  if (colon > 0 && colon < key.length - 1) {
    return `Write ${clip(formatPair({ key: key.slice(0, colon), value: key.slice(colon + 1) }))}, with “=”.`
  }
  const name = key.replace(/:$/, '')
  return `“${clip(name)}” needs a value: ${clip(name)}=value; words with blanks in quotes: key="two words".`
}

function parseJsonTags(text: string): ParsedTags {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return refuse('Not valid JSON. Write {"key": "value"}, or simply key=value.')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return refuse('Write a JSON object: {"key": "value"}.')
  const tags: TagPair[] = []
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '') return refuse('A key is needed: {"key": "value"}.')
    if (typeof value === 'object' && value !== null)
      return refuse(`“${clip(key)}” must have a plain value: {"${clip(key)}": "value"}.`)
    if (typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value)) {
      return refuse(`Put the long number in quotes: {"${clip(key)}": "123"}.`)
    }
    tags.push({ key, value: value === null ? '' : String(value) })
  }
  return { ok: true, tags }
}

export const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

export const unquote = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replace(/\\([^])/g, '$1') : text)

export const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Words of the form's language (`tagQuery.ts`), which a key must not look like. */
export const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT']

const isPlainKey = (key: string) => /^[^\s"={<>~!()][^\s"=<>~!()]*$/.test(key) && !KEYWORDS.includes(key)

const formatPair = ({ key, value }: TagPair) =>
  `${isPlainKey(key) ? key : quote(key)}=${/[\s"()]|^~/.test(value) ? quote(value) : value}`

/** The text that `parseTags` reads back to the same pairs. */
export const formatTags = (tags: readonly TagPair[]): string => tags.map(formatPair).join(' ')
