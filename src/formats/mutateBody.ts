/** For tests: a body that something went wrong with, the same for the same seed. */

/** A seeded source of numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a value is replaced by: other kinds, extremes, hostile text. */
const VALUES = [
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '0',
  '-1',
  '-0.0',
  '1e999',
  '1.5',
  '18446744073709551615',
  '9007199254740993',
  '-9223372036854775808',
  '"18446744073709551615"',
  '"NaN"',
  '"\\u0000"',
  '"\\ud800"',
  '"\u202e\u2066evil"',
  '"__proto__"',
  '"<img src=x onerror=window.__xss=1>"',
  '"javascript:window.__xss=1"',
  '[[[[[[[[[[]]]]]]]]]]',
  '{"__proto__":{"polluted":true}}',
  '[{"refType":"CHILD_OF","traceID":"0","spanID":"0"}]',
  '"0000000000000000"',
  '"ffffffffffffffffffffffffffffffff"',
] as const

const NOISE = [...'{}[]":,\\0123456789-.eE+tfn \n']
  .map((character) => character.charCodeAt(0))
  .concat(0, 0x80, 0xc3, 0xff)

type Mutation = (body: Uint8Array, random: () => number, other: Uint8Array) => Uint8Array

const MUTATIONS: readonly Mutation[] = [
  replaceValue,
  replaceValue,
  replaceValue,
  swapValues,
  // A byte that is another.
  (body, random) => {
    const copy = body.slice()
    copy[pick(random, copy.length)] = NOISE[pick(random, NOISE.length)]
    return copy
  },
  // A stretch that is not there.
  (body, random) => {
    const at = pick(random, body.length)
    return joined(body.subarray(0, at), body.subarray(Math.min(body.length, at + 1 + pick(random, 400))))
  },
  // A stretch that is there twice.
  (body, random) => {
    const at = pick(random, body.length)
    const end = Math.min(body.length, at + 1 + pick(random, 2_000))
    return joined(body.subarray(0, end), body.subarray(at))
  },
  // A stretch of another body.
  (body, random, other) => {
    const at = pick(random, body.length)
    const from = pick(random, other.length)
    return joined(body.subarray(0, at), other.subarray(from, from + pick(random, 500)), body.subarray(at))
  },
  // The end is missing.
  (body, random) => body.slice(0, pick(random, body.length)),
]

/** One to four mutations of `bodies[which]`, by the seed alone. */
export function mutateBody(bodies: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed)
  let body = bodies[pick(random, bodies.length)]
  for (let left = 1 + pick(random, 4); left > 0 && body.length > 0; left--) {
    body = MUTATIONS[pick(random, MUTATIONS.length)](body, random, bodies[pick(random, bodies.length)])
  }
  return body
}

const pick = (random: () => number, below: number) => Math.floor(random() * below)

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Start and end of the scalar (or of the first bracket) after a colon near a random place; null when there is none. */
function someValue(body: Uint8Array, random: () => number): readonly [start: number, end: number] | null {
  const colon = body.indexOf(0x3a, pick(random, body.length))
  if (colon === -1) return null
  let end = colon + 1
  if (body[end] === 0x22) {
    for (end++; end < body.length && body[end] !== 0x22; end++) if (body[end] === 0x5c) end++
    return [colon + 1, Math.min(end + 1, body.length)]
  }
  while (end < body.length && body[end] !== 0x2c && body[end] !== 0x7d && body[end] !== 0x5d) end++
  return [colon + 1, end]
}

function replaceValue(body: Uint8Array, random: () => number): Uint8Array {
  const value = someValue(body, random)
  if (!value) return body
  const text = new TextEncoder().encode(VALUES[pick(random, VALUES.length)])
  return joined(body.subarray(0, value[0]), text, body.subarray(value[1]))
}

/** One value in another's place: ids that are someone else's, times that are names. */
function swapValues(body: Uint8Array, random: () => number): Uint8Array {
  const to = someValue(body, random)
  const from = someValue(body, random)
  if (!to || !from) return body
  return joined(body.subarray(0, to[0]), body.slice(from[0], from[1]), body.subarray(to[1]))
}
