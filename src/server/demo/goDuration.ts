/** Go's duration strings, as Jaeger takes them in `minDuration` and `maxDuration`. */

const NS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

export type GoDuration = { readonly ns: bigint } | { readonly error: string }

/**
 * `time.ParseDuration`, with its error texts: `1h30m`, `1.5s`, `-5ms`, `0`; a bare number is refused.
 * Source: https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): GoDuration {
  const quoted = JSON.stringify(text)
  const invalid = { error: `time: invalid duration ${quoted}` }
  const negative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { ns: 0n }
  if (rest === '') return invalid
  let ns = 0n
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest)!
    const [whole, digits, fraction = ''] = number
    if (digits === '' && fraction === '') return invalid
    rest = rest.slice(whole.length)
    const unit = /^[^\d.]+/.exec(rest)?.[0] ?? ''
    if (unit === '') return { error: `time: missing unit in duration ${quoted}` }
    const perUnit = Object.hasOwn(NS_PER_UNIT, unit) ? NS_PER_UNIT[unit] : undefined
    if (perUnit === undefined) return { error: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` }
    rest = rest.slice(unit.length)
    ns += BigInt(digits || '0') * perUnit
    if (fraction !== '') ns += (BigInt(fraction) * perUnit) / 10n ** BigInt(fraction.length)
    if (ns > 1n << 63n) return invalid
  }
  return { ns: negative ? -ns : ns }
}
