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
/** More than `WORDS` need. */
const MOST_STATES = 2048

/** What the signs of `WORDS` stand for. */
const NO_WORD = [DIGIT, BOUNDARY, BREAK, EQUALS]
const SIGNS: Readonly<Record<string, readonly number[]>> = {
  _: [BOUNDARY, EQUALS],
  '<': NO_WORD,
  '>': NO_WORD,
  '*': Array.from({ length: DIGIT + 1 }, (_, letter) => letter),
}

/** Transitions: `NEXT[state · LETTERS + letter]`; state 1 accepts. */
const NEXT = buildMachine(WORDS)

/** Made when the first findings of a visit are looked for, by code that runs once: rows are copied, not filled letter by letter. */
function buildMachine(words: readonly string[]): Uint16Array {
  const next = new Uint16Array(MOST_STATES * LETTERS)
  const accepts = new Uint8Array(MOST_STATES)
  // The children of each state as a list: the last one made, and the one made before each.
  const lastChild = new Uint16Array(MOST_STATES)
  const before = new Uint16Array(MOST_STATES)
  const letterOf = new Uint8Array(MOST_STATES)
  let states = 2
  const childOf = (state: number, letter: number) => {
    const known = next[state * LETTERS + letter]
    if (known !== 0) return known
    const child = states++
    if (child === MOST_STATES) throw new Error('The words need more states.')
    next[state * LETTERS + letter] = child
    letterOf[child] = letter
    before[child] = lastChild[state]
    lastChild[state] = child
    return child
  }
  for (const word of words) {
    // Where all spellings of the word so far lead.
    let ends = [0]
    for (const character of word) {
      const letters = SIGNS[character] ?? [LETTER[character.charCodeAt(0)]]
      const following = character === '_' ? [...ends] : []
      for (const state of ends) for (const letter of letters) following.push(childOf(state, letter))
      ends = following
    }
    for (const state of ends) accepts[state] = 1
  }

  const fallback = new Uint16Array(MOST_STATES)
  const queue = [0]
  for (const state of queue) {
    const row = state * LETTERS
    const otherRow = fallback[state] * LETTERS
    if (state !== 0) next.copyWithin(row, otherRow, otherRow + LETTERS)
    for (let child = lastChild[state]; child !== 0; child = before[child]) {
      const letter = letterOf[child]
      const otherwise = state === 0 ? 0 : next[otherRow + letter]
      if (accepts[child] === 1 || otherwise === FOUND) {
        next[row + letter] = FOUND
        continue
      }
      next[row + letter] = child
      fallback[child] = otherwise
      queue.push(child)
    }
  }
  return next.slice(0, states * LETTERS)
}
