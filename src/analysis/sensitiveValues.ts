import type { SensitiveReason } from './findings.ts'
import { classifyKey } from './sensitiveKeys.ts'

/** A part [start, end) of a value that should not be where it is. */
export interface SensitivePart {
  readonly start: number
  readonly end: number
  readonly reason: SensitiveReason
}

/**
 * The sensitive parts of a value under its key, in order, not overlapping. Patterns in the value go before what the key
 * promises: they are surer, and say which part. Every pattern is linear in the value's length.
 *
 *   db.url = postgres://app:hunter2@db/app      url-credentials: "hunter2"
 *   password = hunter2                          key: all of it
 *   password.length = 13                        nothing
 */
export function findSensitiveParts(key: string, value: string | number | boolean | null): readonly SensitivePart[] {
  if (value === null || typeof value === 'boolean' || value === '') return NOTHING
  const keyClass = classifyKey(key)
  if (typeof value === 'number') {
    const isSecretNumber =
      keyClass === 'pin' ||
      keyClass === 'phone' ||
      (keyClass === 'secret' && /pass|pwd|otp/i.test(key)) ||
      (keyClass === 'card' && isCard(String(value)))
    return isSecretNumber
      ? [
          {
            start: 0,
            end: String(value).length,
            reason: keyClass === 'card' ? 'card' : keyClass === 'phone' ? 'personal' : 'key',
          },
        ]
      : NOTHING
  }
  if (keyClass === null && !MAYBE.test(value)) return NOTHING
  const found: SensitivePart[] = []
  const add = (start: number, end: number, reason: SensitiveReason) => {
    if (end > start) found.push({ start, end, reason })
  }
  if (MAYBE.test(value)) {
    for (const find of FINDERS) find(value, add)
    if (keyClass !== 'number') findCards(value, keyClass === 'card', add)
  }
  const wholeReason = reasonOfKey(keyClass, value)
  if (wholeReason !== null) {
    // A specific reason that covers most of the value is worth more than "its key says so"; what is masked is all of it.
    const specific = found.find(({ reason }) => reason !== 'personal' && reason !== 'nested')
    return [{ start: 0, end: value.length, reason: specific?.reason ?? wholeReason }]
  }
  return found.length === 0 ? NOTHING : merge(found)
}

/** What is written where a sensitive value was. */
export const MASK = '••••••'

/** The value with its sensitive parts masked: for the page and for every export. */
export function redact(key: string, value: string): string {
  const parts = findSensitiveParts(key, value)
  if (parts.length === 0) return value
  let text = ''
  let from = 0
  for (const { start, end } of parts) {
    text += value.slice(from, start) + MASK
    from = end
  }
  return text + value.slice(from)
}

const NOTHING: readonly SensitivePart[] = []

type Add = (start: number, end: number, reason: SensitiveReason) => void
type Find = (value: string, add: Add) => void

/** Something that every pattern below needs: one quick look for the many values that have none of it. */
const MAYBE =
  /[@=:'"+]|eyJ|earer|asic|BEARER|BASIC|\d[\d -]{11}|[A-Z]{2}\d{2}|AKIA|ASIA|gh[pousr]_|github_pat|xox|[sr]k[-_]|npm_|glpat|AIza|-----BEGIN/

/** Values that stand for a secret that is not there. */
const HARMLESS =
  /^(?:[*•x.]{2,}|\[?<?\(?(?:redacted|filtered|masked|hidden|removed|secret|none|null|nil|undefined|unknown|empty|missing|present|absent|true|false|yes|no|ok|valid|invalid|expired|n\/a)\)?>?\]?|\?|\$\d+|%s|\{\}|\[\]|""|-?\d{1,2})$/i

const isHarmless = (value: string) => HARMLESS.test(value) || /^(?:\$\{[^}]*\}|\{\{[^}]*\}\}|:\w+)$/.test(value)

function reasonOfKey(keyClass: ReturnType<typeof classifyKey>, value: string): SensitiveReason | null {
  if (keyClass === null || keyClass === 'number' || keyClass === 'card' || value.length > 100_000) return null
  const text = unwrap(value)
  if (text === '' || isHarmless(text)) return keyClass === 'pin' && /^\d{3,}$/.test(text) ? 'key' : null
  if (keyClass === 'secret' || keyClass === 'pin') return 'key'
  if (keyClass === 'phone') return /^\+?[\d\s()./-]{6,24}$/.test(text) && digitsOf(text).length >= 6 ? 'personal' : null
  return text.includes('@') || isIban(text) ? 'personal' : null
}

/** A header's values as OpenTelemetry writes them: `["Bearer …"]`. */
const unwrap = (value: string) => value.replace(/^\[\s*"?|"?\s*\]$/g, '').trim()

const each = (pattern: RegExp, value: string, visit: (match: RegExpExecArray) => void) => {
  pattern.lastIndex = 0
  for (let match = pattern.exec(value); match; match = pattern.exec(value)) {
    visit(match)
    if (match[0] === '') pattern.lastIndex++
  }
}

const TOKENS: readonly [RegExp, SensitiveReason][] = [
  [/\beyJ[\w-]{6,}\.eyJ[\w-]{4,}\.[\w-]*/g, 'jwt'],
  [
    /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY-----(?:(?!-----END)[^])*(?:-----END (?:[A-Z]+ ){0,3}PRIVATE KEY-----)?/g,
    'private-key',
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'key'],
  [
    /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abeprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,}|sk-[\w-]{20,}|npm_\w{20,}|glpat-[\w-]{16,}|AIza[\w-]{30,})/g,
    'key',
  ],
]

const findTokens: Find = (value, add) => {
  for (const [pattern, reason] of TOKENS)
    each(pattern, value, ({ index, 0: text }) => add(index, index + text.length, reason))
}

const SCHEME = /\b(bearer|basic)[ \t]+([\w.~+/=-]{6,})/gi

const findSchemes: Find = (value, add) =>
  each(SCHEME, value, ({ index, 0: text, 1: scheme, 2: token }) => {
    const start = index + text.length - token.length
    if (scheme.toLowerCase() === 'basic') {
      if (isCredentials(token)) add(start, index + text.length, 'basic')
    } else if (/\d/.test(token) || token.length >= 24) {
      add(start, index + text.length, 'bearer')
    }
  })

/** Whether text is base64 of `user:password`. */
function isCredentials(text: string): boolean {
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(text) || text.length > 4096) return false
  try {
    return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(atob(text.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return false
  }
}

const USER_INFO = /\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s/?#@:"'<>]{0,256}:([^\s/?#@"'<>]{1,1024})@/gi

const findUrlCredentials: Find = (value, add) => {
  if (!value.includes('://')) return
  each(USER_INFO, value, ({ index, 0: text, 1: password }) => {
    const end = index + text.length - 1
    if (!isHarmless(password)) add(end - password.length, end, 'url-credentials')
  })
}

const PARAMETER = /[?&#;]([\w.%-]{1,64})=([^&#\s"'<>]+)/g
const URL_KEYS = new Set([
  'key',
  'sig',
  'signature',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'x-goog-signature',
  'sharedaccesssignature',
  'auth',
])

const findUrlTokens: Find = (value, add) => {
  if (!value.includes('=')) return
  each(PARAMETER, value, ({ index, 0: text, 1: key, 2: secret }) => {
    const isSecret = isSecretKey(key) || (URL_KEYS.has(key.toLowerCase()) && secret.length >= 12)
    if (isSecret && !isHarmless(secret)) add(index + text.length - secret.length, index + text.length, 'url-token')
  })
}

const isSecretKey = (key: string): boolean => {
  const keyClass = classifyKey(key)
  return keyClass === 'secret' || keyClass === 'pin'
}

/** `"password": "x"` in JSON (also escaped once more), `password=x` and `password: x` in text, `token = 'x'` in SQL. */
const PAIRS = [
  /\\?"([\w .-]{1,64})\\?"\s{0,8}:\s{0,8}\\?"((?:[^"\\]|\\(?!"))*)/g,
  /\\?"([\w .-]{1,64})\\?"\s{0,8}:\s{0,8}(\d{1,32})/g,
  /(?<![\w.?&-])([A-Za-z][\w.-]{2,63})\s{0,4}(?:=|:|=>)\s{0,4}(?:'((?:[^'\\]|''|\\[^])*)'|"((?:[^"\\]|\\[^])*)"|([^\s"'&,;(){}[\]<>]{3,}))/g,
]

const findPairs: Find = (value, add) => {
  for (const pattern of PAIRS) {
    each(pattern, value, (match) => {
      const [text, key] = match
      const secret = match[2] ?? match[3] ?? match[4] ?? ''
      if (secret === '' || !isSecretKey(key) || isHarmless(secret)) return
      if (match[4] !== undefined && !isPlausible(secret)) return
      if (/^(?:bearer|basic)\b/i.test(secret)) return
      const start = match.index + text.lastIndexOf(secret)
      add(start, start + secret.length, 'nested')
    })
  }
}

/** An unquoted word after "token:" may be prose ("token: expected"); a secret has a digit or some length. */
const isPlausible = (secret: string) =>
  !/^https?:/.test(secret) && (/\d/.test(secret) || secret.length >= 16) && !/^[{}$]/.test(secret)

/** `INSERT INTO users (name, password) VALUES ('x', 'y')`: the literals, when a column of the list holds secrets. */
const INSERT = /\binsert\s+into\s+[^\s(]{1,200}\s*\(([^()]{1,4000})\)\s*values\s*/gi

const findInserts: Find = (value, add) => {
  if (!value.includes("'")) return
  each(INSERT, value, ({ index, 0: text, 1: columns }) => {
    const secrets = columns.split(',').map((column) => isSecretKey(column.trim().replace(/^["`[]|["`\]]$/g, '')))
    if (!secrets.includes(true)) return
    let column = -1
    const literals = /\(|'((?:[^'\\]|''|\\[^])*)'|,|\)\s*(?!\s*,)|\)/g
    literals.lastIndex = index + text.length
    for (let match = literals.exec(value); match; match = literals.exec(value)) {
      if (match[0] === '(') column = 0
      else if (match[0] === ',') column++
      else if (match[1] !== undefined) {
        if (secrets[column] && !isHarmless(match[1]) && match[1] !== '')
          add(match.index + 1, match.index + 1 + match[1].length, 'nested')
      }
    }
  })
}

const EMAIL = /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,8}([a-z]{2,24})(?![\w-])/gi
/** After "@", these end a unit, a file or a host inside, not an address. */
const NOT_DOMAINS = new Set([
  'service',
  'slice',
  'socket',
  'mount',
  'timer',
  'target',
  'local',
  'internal',
  'localhost',
  'svc',
  'js',
  'ts',
  'mjs',
  'tsx',
  'jar',
  'py',
  'so',
  'go',
  'rb',
  'png',
  'jpg',
  'svg',
  'git',
  'tgz',
  'zip',
])

const findPersonal: Find = (value, add) => {
  if (value.includes('@')) {
    each(EMAIL, value, ({ index, 0: text, 1: top }) => {
      const isUserInfo =
        value.slice(Math.max(0, index - 3), index).endsWith('://') ||
        value.slice(Math.max(0, index - 80), index).match(/:\/\/[^\s/@]*$/) !== null
      const isScp = value[index + text.length] === ':' && text.startsWith('git@')
      if (!isUserInfo && !isScp && !NOT_DOMAINS.has(top.toLowerCase())) add(index, index + text.length, 'personal')
    })
  }
  each(/\b[A-Z]{2}\d{2}(?:[A-Z\d]{11,30}|(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,4})?)\b/g, value, ({ index, 0: text }) => {
    if (isIban(text)) add(index, index + text.length, 'personal')
  })
  if (/^\+[1-9]\d{0,2}[\s().-]?(?:[\s().-]?\d){6,13}$/.test(value.trim())) add(0, value.length, 'personal')
}

/** ISO 13616: mod 97 over the text with its first four characters moved to the end, letters as 10 to 35. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(compact) || !/\d{4}/.test(compact.slice(4))) return false
  let rest = 0
  for (const character of compact.slice(4) + compact.slice(0, 4))
    rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97
  return rest === 1
}

const DIGITS = /(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g

function findCards(value: string, keySaysSo: boolean, add: Add): void {
  each(DIGITS, value, ({ index, 0: text }) => {
    if (isCard(text) || (keySaysSo && isLuhn(digitsOf(text)))) add(index, index + text.length, 'card')
  })
}

const digitsOf = (text: string) => text.replace(/\D/g, '')

/** Lengths by issuer: Visa 13, 16, 19; Mastercard, Discover, JCB 16; American Express 15; Diners 14; UnionPay, Maestro. */
const ISSUERS =
  /^(?:4\d{12}|4\d{15}|4\d{18}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14})$/

function isCard(text: string): boolean {
  const digits = digitsOf(text)
  return ISSUERS.test(digits) && !/^(\d)\1+$/.test(digits) && isLuhn(digits)
}

/** The check digit of ISO/IEC 7812. */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

const FINDERS: readonly Find[] = [
  findTokens,
  findSchemes,
  findUrlCredentials,
  findUrlTokens,
  findPairs,
  findInserts,
  findPersonal,
]

/** The surest reasons first where parts overlap. */
const RANK: readonly SensitiveReason[] = [
  'private-key',
  'jwt',
  'bearer',
  'basic',
  'url-credentials',
  'url-token',
  'card',
  'key',
  'nested',
  'personal',
]

function merge(parts: SensitivePart[]): SensitivePart[] {
  parts.sort((a, b) => a.start - b.start || b.end - a.end)
  const merged: SensitivePart[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (!last || part.start >= last.end) {
      merged.push(part)
      continue
    }
    const reason = RANK.indexOf(part.reason) < RANK.indexOf(last.reason) ? part.reason : last.reason
    merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, part.end), reason }
  }
  return merged
}

/** The one reason to name for a value: the surest of its parts'. */
export function mainReason(parts: readonly SensitivePart[]): SensitiveReason | null {
  let best: SensitiveReason | null = null
  for (const { reason } of parts) if (best === null || RANK.indexOf(reason) < RANK.indexOf(best)) best = reason
  return best
}
