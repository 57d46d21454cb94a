/**
 * Whether the bytes of a span (JSON text) could hold anything that `findSensitiveParts` would find; false for most spans, in
 * one pass over the bytes at a nanosecond or two each, so that only the others are decoded. It may cry wolf, never miss: a
 * test compares it with the exact search.
 *
 * Words (keys, and marks of values) are found by a state machine over letters without case, built from `WORDS` after
 * Aho and Corasick (1975); e-mail, cards, phone numbers and IBANs by the few bytes around them.
 */
export function maybeSensitive(bytes: Uint8Array): boolean {
  let state = 0
  let digits = 0
  let inRun = false
  let before = BOUNDARY
  let inUrl = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    const letter = LETTER[byte]
    if (letter < DIGIT) {
      state = NEXT[state * LETTERS + letter]
      if (state === FOUND) return true
      inRun = false
    } else if (letter === DIGIT) {
      state = NEXT[state * LETTERS + DIGIT]
      if (state === FOUND) return true
      // Numbers of cards begin with 2 to 6: most times and counts do not.
      if (!inRun && before > DIGIT && byte >= 0x32 && byte <= 0x36) {
        inRun = true
        digits = 0
      }
      if (inRun && ++digits === 13) return true
      if (
        before === DIGIT &&
        at >= 3 &&
        isCapital(bytes[at - 2]) &&
        isCapital(bytes[at - 3]) &&
        !isCapital(bytes[at - 4])
      )
        return true // DE89…
    } else {
      // Any number of other bytes is one boundary between words.
      if (letter !== before) {
        state = NEXT[state * LETTERS + letter]
        if (state === FOUND) return true
      }
      if (byte !== SPACE && byte !== HYPHEN) inRun = false
      if (byte === BACKSLASH) {
        const next = bytes[at + 1]
        if (next === LOWER_U) {
          if (couldSpell(bytes, at + 2)) return true
          at += 5
        } else {
          if (next === SLASH) inUrl = true // PHP writes "http:\/\/"
          at++
        }
      } else if (byte === QUOTE) {
        inUrl = false
      } else if (byte === SLASH) {
        if (bytes[at - 1] === SLASH) inUrl = true
      } else if (byte === AT) {
        if (LETTER[bytes[at + 1]] <= DIGIT && (inUrl || isDomain(bytes, at + 1))) return true // a@b.org, //user:password@host
      } else if (byte === PLUS && bytes[at + 1] >= 0x31 && bytes[at + 1] <= 0x39) {
        return true // +49
      }
    }
    before = letter
  }
  return false
}

const SPACE = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const HYPHEN = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const AT = 0x40
const BACKSLASH = 0x5c
const LOWER_U = 0x75
/** Whether the four hex digits of a `\\u` escape are a letter, a digit or a sign that a word could have; not so for & < > and beyond ASCII. */
function couldSpell(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x30 || bytes[at + 2] >= 0x38) return false
  const code = String.fromCharCode(bytes[at + 2], bytes[at + 3]).toLowerCase()
  return code !== '26' && code !== '3c' && code !== '3e'
}

/** Whether a name with a dot in it begins here. */
function isDomain(bytes: Uint8Array, at: number): boolean {
  while (LETTER[bytes[at]] <= DIGIT || bytes[at] === HYPHEN) at++
  return bytes[at] === DOT
}

/** Classes of bytes: 0–25 letters in either case, digits, "=", what JSON stands between texts, and the rest, which stands between words. */
const DIGIT = 26
const EQUALS = 27
const BREAK = 28
const BOUNDARY = 29
const LETTERS = 30

const LETTER = new Uint8Array(256).fill(BOUNDARY)
for (let i = 0; i < 26; i++) LETTER[0x41 + i] = LETTER[0x61 + i] = i
for (let i = 0; i < 10; i++) LETTER[0x30 + i] = DIGIT
LETTER[0x3d] = EQUALS
for (const sign of '"{}[],') LETTER[sign.charCodeAt(0)] = BREAK

const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a

/**
 * What every key class of `classifyKey` and every pattern of `sensitiveValues` has in it. `_`: whatever is between two words,
 * or nothing ("apiKey"); `>`: the word ends here; `<`: it begins here; `*`: any letter or digit.
 */
const WORDS = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd>',
  'secret',
  'token',
  'api_key',
  'authorization>',
  'cookie',
  'credential',
  'private_key',
  'access_key',
  'signing_key',
  'encryption_key',
  'master_key',
  'account_key',
  'shared_key',
  'auth_key',
  'session_key',
  'jwt>',
  'bearer',
  'basic>',
  'sessionid>',
  'sessid>',
  'csrf>',
  'xsrf>',
  'totp>',
  'otp>',
  'access_code>',
  'auth_code>',
  'connection_string',
  'dsn>',
  'cvv',
  'cvc',
  'csc>',
  'security_code>',
  'ssn>',
  'social_security',
  '<pin>',
  'pin_code>',
  'email',
  'e_mail',
  'mail_address>',
  'iban',
  'phone>',
  'phone_number>',
  'mobile',
  'msisdn>',
  '<tel>',
  '<fax>',
  'cellphone>',
  '<cell>',
  'card_number',
  'card_no>',
  '<pan>',
  'card>',
  'cc_number>',
  'eyj',
  '<akia*',
  '<asia*',
  '<ghp_',
  '<gho_',
  '<ghu_',
  '<ghs_',
  '<ghr_',
  'github_pat',
  '<xoxa',
  '<xoxb',
  '<xoxe',
  '<xoxp',
  '<xoxr',
  '<xoxs',
  '<sk>',
  '<rk>',
  '<npm>',
  'glpat',
  '<aiza',
  '<key=',
  '<sig=',
  'signature=',
  'amz_credential',
  '<auth=',
  ...['user', 'db', 'smtp', 'ftp', 'redis', 'admin', 'root', 'mysql', 'postgres', 'auth', 'http', 'proxy'].map(
    (owner) => `${owner}_pass>`,
  ),
  ...['card', 'user', 'account', 'customer', 'bank', 'atm', 'sim', 'login'].map((owner) => `${owner}_pin>`),
]

const FOUND = 1

/** Transitions: `NEXT[state · LETTERS + letter]`; state 1 accepts. */
const NEXT = buildMachine(WORDS.flatMap(spell))

/** All ways to spell a word, as sequences of classes. */
function spell(word: string): number[][] {
  let ways: number[][] = [[]]
  for (const character of word) {
    const choices =
      character === '_'
        ? [[], [BOUNDARY], [EQUALS]]
        : character === '<' || character === '>'
          ? [[DIGIT], [BOUNDARY], [BREAK], [EQUALS]]
          : character === '*'
            ? Array.from({ length: DIGIT + 1 }, (_, letter) => [letter])
            : [[LETTER[character.charCodeAt(0)]]]
    ways = ways.flatMap((way) => choices.map((choice) => [...way, ...choice]))
  }
  return ways
}

function buildMachine(words: readonly (readonly number[])[]): Uint16Array {
  const children: Map<number, number>[] = [new Map(), new Map()]
  const accepts = new Set<number>([FOUND])
  for (const word of words) {
    let state = 0
    for (const letter of word) {
      let next = children[state].get(letter)
      if (next === undefined) {
        next = children.push(new Map()) - 1
        children[state].set(letter, next)
      }
      state = next
    }
    accepts.add(state)
  }
  const next = new Uint16Array(children.length * LETTERS)
  const fallback = new Uint16Array(children.length)
  const queue: number[] = [0]
  for (const state of queue) {
    if (accepts.has(fallback[state])) accepts.add(state)
    for (let letter = 0; letter < LETTERS; letter++) {
      const child = children[state].get(letter)
      const otherwise = state === 0 ? 0 : next[fallback[state] * LETTERS + letter]
      next[state * LETTERS + letter] = child ?? otherwise
      if (child === undefined) continue
      fallback[child] = otherwise
      queue.push(child)
    }
  }
  return next.map((state) => (accepts.has(state) ? FOUND : state))
}
