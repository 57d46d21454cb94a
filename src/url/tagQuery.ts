import { allOf, type TagCondition, type TagOperator } from '../model/tagCondition.ts'
import { clip, explainMissingEquals, formatTags, KEYWORDS, parseTags, quote, unquote, type TagPair } from './tags.ts'

/** What the form's tags ask for: `tags` is what a server is asked, `where` is left to the page; null when there is nothing of it. */
export type ParsedTagQuery =
  | { readonly ok: true; readonly tags: readonly TagPair[]; readonly where: TagCondition | null }
  /** `at`: the position in the text. */
  | { readonly ok: false; readonly message: string; readonly at: number }

/** Parentheses in parentheses: no one means more, and the reader calls itself for each. */
const DEEPEST = 50

const KEY = /"(?:[^"\\]|\\[^])*"|[^\s"=<>~!()]+/y
const OPERATOR = /=~|!=|!~|>=|<=|[=><~]/y
const QUOTED = /"(?:[^"\\]|\\[^])*"/y
const WORD = /\w+/y

/**
 * Jaeger's tags, and more than a server can do:
 *
 *   http.status_code=500 error=true            both on one span; the server is asked
 *   {"http.status_code": "500"}                the same as JSON
 *   http.status_code>=500 OR exception.type exists
 *   (retry=true OR attempt>1) http.url~"^/api" NOT cache.hit=true
 *
 * NOT binds closest, then what stands side by side (AND may be written between), then OR.
 */
export function parseTagQuery(text: string): ParsedTagQuery {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) {
    const parsed = parseTags(trimmed)
    return parsed.ok ? { ...parsed, where: null } : { ...parsed, at: text.indexOf('{') }
  }
  try {
    return { ok: true, ...splitCondition(readQuery(text)) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, at: error.at }
    throw error
  }
}

/** Of conditions that must all hold, the plain pairs go to the server. One more value for the same key does not: its map has one. */
export function splitCondition(condition: TagCondition | null): { tags: TagPair[]; where: TagCondition | null } {
  const tags = new Map<string, string>()
  const rest: TagCondition[] = []
  for (const part of condition === null ? [] : condition.kind === 'and' ? condition.of : [condition]) {
    if (part.kind === 'compare' && part.operator === '=' && !tags.has(part.key)) tags.set(part.key, part.value)
    else rest.push(part)
  }
  return { tags: [...tags].map(([key, value]) => ({ key, value })), where: allOf(rest) }
}

/** Text that `parseTagQuery` reads back to the same. */
export const formatTagQuery = (tags: readonly TagPair[], where: TagCondition | null): string =>
  [formatTags(tags), where === null ? '' : formatPart(where, where.kind === 'or' && tags.length > 0)]
    .filter((text) => text !== '')
    .join(' ')

export const formatCondition = (condition: TagCondition): string => formatPart(condition, false)

/** The `where` of an address; null when it is empty or cannot be read. */
export function parseCondition(text: string): TagCondition | null {
  const parsed = parseTagQuery(text)
  if (!parsed.ok) return null
  const pairs = parsed.tags.map(({ key, value }): TagCondition => ({ kind: 'compare', key, operator: '=', value }))
  return allOf([...pairs, ...(parsed.where ? [parsed.where] : [])])
}

function formatPart(condition: TagCondition, inParentheses: boolean): string {
  switch (condition.kind) {
    case 'compare':
      return condition.operator === '='
        ? formatTags([{ key: condition.key, value: condition.value }])
        : `${formatKey(condition.key)}${condition.operator}${formatValue(condition.value)}`
    case 'exists':
      return `${formatKey(condition.key)} exists`
    case 'not':
      return `NOT ${formatPart(condition.of, condition.of.kind === 'and' || condition.of.kind === 'or')}`
    case 'and':
    case 'or': {
      const isAnd = condition.kind === 'and'
      const parts = condition.of.map((part) => formatPart(part, part.kind === 'and' || (isAnd && part.kind === 'or')))
      const text = parts.join(isAnd ? ' ' : ' OR ')
      return inParentheses ? `(${text})` : text
    }
  }
}

const formatKey = (key: string) => formatTags([{ key, value: '' }]).slice(0, -1)
const formatValue = (value: string) => (/^[^\s"()=~]+$/.test(value) ? value : quote(value))

class Refusal extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

interface Cursor {
  readonly text: string
  at: number
  depth: number
}

function readQuery(text: string): TagCondition | null {
  const cursor: Cursor = { text, at: 0, depth: 0 }
  skipBlanks(cursor)
  if (cursor.at >= text.length) return null
  const condition = readOr(cursor)
  if (cursor.at < text.length) throw new Refusal(cursor.at, `“)” closes nothing${after(cursor)}.`)
  return condition
}

function readOr(cursor: Cursor): TagCondition {
  const parts = [readAnd(cursor)]
  while (takeKeyword(cursor, 'OR')) parts.push(readAnd(cursor))
  const flat = parts.flatMap((part) => (part.kind === 'or' ? part.of : [part]))
  return flat.length === 1 ? flat[0] : { kind: 'or', of: flat }
}

function readAnd(cursor: Cursor): TagCondition {
  const parts = [readNot(cursor)]
  for (;;) {
    const isAsked = takeKeyword(cursor, 'AND')
    if (!isAsked && (cursor.at >= cursor.text.length || cursor.text[cursor.at] === ')' || peekKeyword(cursor) === 'OR'))
      return allOf(parts)!
    parts.push(readNot(cursor))
  }
}

function readNot(cursor: Cursor): TagCondition {
  let isNot = false
  while (takeKeyword(cursor, 'NOT')) isNot = !isNot
  const part = readPart(cursor)
  return isNot ? (part.kind === 'not' ? part.of : { kind: 'not', of: part }) : part
}

function readPart(cursor: Cursor): TagCondition {
  const { text } = cursor
  if (text[cursor.at] === '(') return readParentheses(cursor)
  const start = cursor.at
  const word = peekKeyword(cursor)
  if (word || start >= text.length || text[start] === ')')
    throw new Refusal(start, `A condition is missing${after(cursor)}: key=value.`)
  const name = take(cursor, KEY)
  if (name === null) {
    if (text[start] === '"') throw new Refusal(start, 'A quote is not closed: note="two words".')
    const operator = take(cursor, OPERATOR) ?? text[start]
    throw new Refusal(start, `A key is needed before “${operator}”: key${operator === '!' ? '!=' : operator}value.`)
  }
  const key = unquote(name)
  if (key === '') throw new Refusal(start, 'A key is needed before “=”: key=value.')
  const operator = take(cursor, OPERATOR)
  if (operator !== null) return readValue(cursor, key, operator === '=~' ? '~' : (operator as TagOperator), start)
  const before = cursor.at
  skipBlanks(cursor)
  const keyword = peekWord(cursor)
  if (keyword?.toLowerCase() === 'exists' && cursor.at > before) {
    cursor.at += keyword.length
    endPart(cursor)
    return { kind: 'exists', key }
  }
  const spaced = take(cursor, OPERATOR)
  if (spaced !== null) throw new Refusal(before, `No blanks around “${spaced}”: ${clip(name)}${spaced}value.`)
  cursor.at = before
  throw new Refusal(start, explainMissingEquals(key))
}

function readParentheses(cursor: Cursor): TagCondition {
  const open = cursor.at++
  if (++cursor.depth > DEEPEST) throw new Refusal(open, `More than ${DEEPEST} parentheses in each other.`)
  skipBlanks(cursor)
  const inner = readOr(cursor)
  if (cursor.text[cursor.at] !== ')') throw new Refusal(open, `“(” is not closed: ${clip(cursor.text.slice(open))}).`)
  cursor.at++
  cursor.depth--
  endPart(cursor)
  return inner
}

function readValue(cursor: Cursor, key: string, operator: TagOperator, start: number): TagCondition {
  const { text } = cursor
  const valueAt = cursor.at
  let value = ''
  if (text[cursor.at] === '"') {
    const quoted = take(cursor, QUOTED)
    const isWhole = cursor.at >= text.length || /[\s)]/.test(text[cursor.at])
    if (quoted === null || !isWhole)
      throw new Refusal(valueAt, `Close the quotes: ${clip(text.slice(start, valueAt))}"two words".`)
    value = unquote(quoted)
  } else {
    value = text.slice(valueAt, (cursor.at = endOfWord(cursor)))
  }
  const shown = clip(text.slice(start, valueAt))
  if (/[<>]/.test(operator) && (value.trim() === '' || !Number.isFinite(Number(value))))
    throw new Refusal(valueAt, `A number is needed after “${shown}”: ${shown}500.`)
  if (operator === '~' || operator === '!~') {
    if (value === '') throw new Refusal(valueAt, `A regular expression is needed after “${shown}”: ${shown}"^/api/".`)
    try {
      new RegExp(value, 'u')
    } catch (error) {
      const why = String((error as Error).message).replace(/^Invalid regular expression: |\/.*\/u?: /g, '')
      throw new Refusal(valueAt, `Not a regular expression after “${shown}”: ${clip(why)}.`)
    }
    if (mayNeverEnd(value))
      throw new Refusal(valueAt, `A repeat inside a repeated group, as in (a+)+, may never end: write it without one.`)
  }
  endPart(cursor)
  return { kind: 'compare', key, operator, value }
}

/**
 * Whether matching may take time exponential in the text's length: a group that repeats without bound and holds an unbounded repeat or
 * an alternative of its own. Refuses some that would do (star height: a sufficient condition); a link must not stall the page.
 */
export function mayNeverEnd(pattern: string): boolean {
  // For each group that is open, whether it holds such a part.
  const open: boolean[] = []
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '\\') at++
    else if (char === '[') at = endOfClass(pattern, at)
    else if (char === '(') open.push(false)
    else if (char === '|' && open.length > 0) open[open.length - 1] = true
    else if (char === ')') {
      const isRisky = open.pop() ?? false
      const repeats = isUnbounded(pattern, at + 1)
      if (isRisky && repeats) return true
      if ((isRisky || repeats) && open.length > 0) open[open.length - 1] = true
    } else if (open.length > 0 && isUnbounded(pattern, at)) open[open.length - 1] = true
  }
  return false
}

/** At `*`, `+`, `{2,}`; a bound above 20 is as good as none. */
function isUnbounded(pattern: string, at: number): boolean {
  if (pattern[at] === '*' || pattern[at] === '+') return true
  const bounds = /^\{(\d+)(,)?(\d*)\}/.exec(pattern.slice(at, at + 24))
  return bounds !== null && (bounds[2] && bounds[3] === '' ? true : Number(bounds[3] || bounds[1]) > 20)
}

function endOfClass(pattern: string, start: number): number {
  let at = start + 1
  while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1
  return at
}

/** A value ends at a blank; inside parentheses also at one that closes what the value did not open. */
function endOfWord({ text, at, depth }: Cursor): number {
  let open = 0
  let end = at
  for (; end < text.length && !/\s/.test(text[end]); end++) {
    if (depth === 0) continue
    if (text[end] === '(') open++
    else if (text[end] === ')' && --open < 0) break
  }
  return end
}

function endPart(cursor: Cursor): void {
  const { text, at } = cursor
  if (at < text.length && !/\s/.test(text[at]) && text[at] !== ')')
    throw new Refusal(at, `A blank is needed${after(cursor)}.`)
  skipBlanks(cursor)
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && /\s/.test(cursor.text[cursor.at])) cursor.at++
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)
  if (match) cursor.at += match[0].length
  return match ? match[0] : null
}

function peekWord({ text, at }: Cursor): string | null {
  WORD.lastIndex = at
  const word = WORD.exec(text)?.[0] ?? null
  const next = word === null ? '' : (text[at + word.length] ?? ' ')
  return word !== null && /[\s()]/.test(next) ? word : null
}

function peekKeyword(cursor: Cursor): string | null {
  const word = peekWord(cursor)
  return word !== null && KEYWORDS.includes(word) ? word : null
}

function takeKeyword(cursor: Cursor, keyword: string): boolean {
  if (peekKeyword(cursor) !== keyword) return false
  cursor.at += keyword.length
  skipBlanks(cursor)
  return true
}

/** ` after “a=1 OR”`, or nothing at the beginning. */
function after({ text, at }: Cursor): string {
  const before = text.slice(0, at).trim()
  return before === '' ? '' : ` after “${before.length > 30 ? `…${before.slice(-29)}` : before}”`
}
