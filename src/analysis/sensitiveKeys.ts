/** What a key promises of its value. `header`: a header whose value may hold a secret among harmless parts. */
export type KeyClass = 'secret' | 'pin' | 'personal' | 'phone' | 'card' | 'number' | null

/** Last words of keys that hold secrets; two words where the last alone says too little. */
const SECRET_ENDS = [
  'password',
  'passwords',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'token',
  'apikey',
  'api key',
  'api keys',
  'authorization',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'private key',
  'privatekey',
  'access key',
  'accesskey',
  'access key id',
  'secret key',
  'secretkey',
  'signing key',
  'encryption key',
  'master key',
  'account key',
  'shared key',
  'auth key',
  'session key',
  'jwt',
  'bearer',
  'session token',
  'sessionid',
  'session secret',
  'jsessionid',
  'phpsessid',
  'csrf',
  'xsrf',
  'otp',
  'totp',
  'access code',
  'auth code',
  'connection string',
  'dsn',
]
const PIN_ENDS = [
  'cvv',
  'cvc',
  'cvv2',
  'cvc2',
  'csc',
  'security code',
  'pin',
  'pin code',
  'ssn',
  'social security number',
]
const PERSONAL_ENDS = ['email', 'e mail', 'email address', 'mail address', 'iban']
const PHONE_ENDS = [
  'phone',
  'phone number',
  'mobile',
  'mobile number',
  'msisdn',
  'telephone',
  'tel',
  'fax',
  'cellphone',
  'cell',
]
const CARD_ENDS = [
  'card number',
  'card no',
  'cardnumber',
  'pan',
  'credit card',
  'creditcard',
  'card',
  'ccnumber',
  'cc number',
]
/** Digits under these are counts, ids and times, never cards. */
const NUMBER_ENDS = [
  'id',
  'ids',
  'timestamp',
  'time',
  'ns',
  'us',
  'ms',
  'offset',
  'size',
  'length',
  'count',
  'bytes',
  'duration',
  'port',
  'version',
  'hash',
  'digest',
  'etag',
  'seed',
  'uid',
  'uuid',
  'guid',
  'sequence',
  'seq',
  'nonce',
  'epoch',
]

/** A `token` after one of these is a place in a list or a unit of text, not a secret. */
const HARMLESS_TOKENS = new Set([
  'page',
  'next',
  'continuation',
  'sync',
  'cancellation',
  'cancel',
  'max',
  'min',
  'input',
  'output',
  'prompt',
  'completion',
  'total',
  'per',
  'stop',
  'eos',
  'bos',
  'pad',
  'special',
  'idempotency',
  'first',
  'last',
  'unexpected',
  'invalid',
  'delimiter',
  'resume',
  'cursor',
  'scan',
  'fencing',
  'tracking',
  'design',
  'mint',
  'erc20',
])
/** "pass" is a secret only after these; alone it is a verdict. */
const PASS_OWNERS = new Set([
  'user',
  'db',
  'smtp',
  'ftp',
  'redis',
  'admin',
  'root',
  'mysql',
  'postgres',
  'auth',
  'http',
  'proxy',
])

const memory = new Map<string, KeyClass>()
const MEMORY_ENTRIES = 20_000

/**
 * What a key's last words promise, whatever its spelling: `db.password`, `X-Api-Key`, `refreshToken`, `DB_PASSWORD`. What
 * merely speaks of a secret does not hold one: `password.length`, `token_type`, `authorization.decision`, `input_tokens`.
 */
export function classifyKey(key: string): KeyClass {
  const known = memory.get(key)
  if (known !== undefined) return known
  const found = classify(wordsOf(key))
  if (memory.size >= MEMORY_ENTRIES) memory.clear()
  if (key.length < 200) memory.set(key, found)
  return found
}

/** Lower-case words: apart at punctuation and at changes of case. */
export function wordsOf(key: string): string[] {
  return key
    .slice(-200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function classify(words: readonly string[]): KeyClass {
  const unnumbered = /^\d+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words
  const [before, last] = [unnumbered.at(-2) ?? '', unnumbered.at(-1) ?? '']
  const endsIn = (ends: readonly Set<string>[]) =>
    ends.some((set, i) => unnumbered.length > i && set.has(unnumbered.slice(-1 - i).join(' ')))
  if (last === 'pass') return PASS_OWNERS.has(before) ? 'secret' : null
  if (last === 'token' && HARMLESS_TOKENS.has(before)) return null
  if (endsIn(PINS)) return last === 'pin' && unnumbered.length > 1 && !PIN_OWNERS.has(before) ? null : 'pin'
  if (endsIn(SECRETS)) return 'secret'
  if (endsIn(PHONES)) return 'phone'
  if (endsIn(PERSONALS)) return 'personal'
  if (endsIn(CARDS)) return 'card'
  return endsIn(NUMBERS) ? 'number' : null
}

const PIN_OWNERS = new Set(['card', 'user', 'account', 'customer', 'bank', 'atm', 'sim', 'login'])

/** Sets of one-word, two-word, three-word ends. */
const byWords = (ends: readonly string[]) =>
  [1, 2, 3].map((count) => new Set(ends.filter((end) => end.split(' ').length === count)))
const SECRETS = byWords(SECRET_ENDS)
const PINS = byWords(PIN_ENDS)
const PERSONALS = byWords(PERSONAL_ENDS)
const PHONES = byWords(PHONE_ENDS)
const CARDS = byWords(CARD_ENDS)
const NUMBERS = byWords(NUMBER_ENDS)
