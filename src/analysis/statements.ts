import type { Attribute } from '../model/trace.ts'

const STATEMENT_KEYS = ['db.query.text', 'db.statement', 'sql.query', 'sql.statement', 'db.query.summary']

/** The text of a span's database call, null when it has none. */
export function statementOf(attributes: readonly Attribute[]): string | null {
  for (const wanted of STATEMENT_KEYS) {
    for (const { key, value } of attributes)
      if (key === wanted && typeof value === 'string' && value !== '') return value
  }
  return null
}

/** More of a statement than this tells nothing new about which one it is. */
const LONGEST = 20_000
const memory = new Map<string, string>()
const MEMORY_ENTRIES = 2000

/**
 * A statement without what differs from call to call: literals, lists of them, comments, white space, case.
 *
 *   SELECT *  FROM items WHERE id = 42          →  select * from items where id = ?
 *   … WHERE id IN ('a', 'b',   'c')             →  … where id in (?)
 *   INSERT INTO t VALUES (1, 'x'), (2, 'y')     →  insert into t values (?)
 */
export function normalizeStatement(text: string): string {
  if (text === '') return ''
  const known = memory.get(text)
  if (known !== undefined) return known
  const normal = normalize(text.slice(0, LONGEST))
  if (memory.size >= MEMORY_ENTRIES) memory.clear()
  if (text.length < 2000) memory.set(text, normal)
  return normal
}

function normalize(text: string): string {
  return text
    .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|--[^\n]*/g, ' ')
    .replace(/'(?:[^'\\]|''|\\[^])*'/g, '?')
    .replace(/(?<=[=(,<>\s:[])"(?:[^"\\]|\\[^])*"(?=\s*[),;\]}]|\s*$)/g, '?') // a double-quoted value, not a quoted name in front of something
    .replace(/(?<![\w.])\$\d+|%\(\w+\)s|%s|(?<![:\w?]):[a-z_]\w*|@p?\d+\b/gi, '?') // placeholders: $1, %(id)s, %s, :id, @p1
    .replace(/(?<![\w"`.])[-+]?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?)\b/gi, '?')
    .replace(/(?<![\w])(?:true|false|null)(?=\s*[,)])/gi, '?')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),=<>]) ?/g, '$1')
    .replace(/\((?:\?,)*\?\)/g, '(?)')
    .replace(/\(\?\)(?:,\(\?\))+/g, '(?)')
    .trim()
    .toLowerCase()
}
