import fc from 'fast-check'

/** For tests: JSON text of a value, spelt in one of the many ways JSON allows (`choose(n)` picks 0 to n - 1). */
export function spellJson(value: unknown, choose: (n: number) => number): string {
  const space = () => ['', '', '', ' ', '\n  ', '\t'][choose(6)]
  if (typeof value === 'string') return spellString(value, choose)
  if (Array.isArray(value))
    return `[${space()}${value.map((item) => spellJson(item, choose)).join(`${space()},${space()}`)}${space()}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    for (let i = members.length - 1; i > 0; i--) {
      const j = choose(4) === 0 ? choose(i + 1) : i
      ;[members[i], members[j]] = [members[j], members[i]]
    }
    return `{${space()}${members.map(([key, member]) => `${spellString(key, choose)}${space()}:${space()}${spellJson(member, choose)}`).join(`${space()},${space()}`)}${space()}}`
  }
  return JSON.stringify(value)
}

function spellString(text: string, choose: (n: number) => number): string {
  let spelt = ''
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]
    if (choose(40) === 0) spelt += `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`
    else if (unit === '/' && choose(2) === 0) spelt += '\\/'
    else if (/[\ud800-\udfff]/.test(unit)) spelt += `\\u${text.charCodeAt(i).toString(16)}`
    else spelt += JSON.stringify(unit).slice(1, -1)
  }
  return `"${spelt}"`
}

/** Picks from a list of arbitrary numbers, round and round. */
export const choices = fc.array(fc.nat(1 << 20), { minLength: 1, maxLength: 60 }).map((numbers) => {
  let at = 0
  let mix = 0
  return (n: number) => {
    mix = (mix * 31 + numbers[at++ % numbers.length] + at) >>> 0
    return mix % n
  }
})

/** Short texts of characters that give trouble, and of words that JSON bodies are full of. */
export const trickyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aAbB1.e"\\/\n\tñ日\u{1f600}{}[]:,_ '), maxLength: 8 }),
  fc.constantFrom(
    'type',
    'string',
    'key',
    'value',
    'event',
    'true',
    'null',
    'http.url',
    '__proto__',
    '',
    'spanID',
    '\\u0061',
    '\\n',
  ),
)

const tagValue = fc.oneof(
  trickyText,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
  fc.constant('9007199254740993'),
)
const tag = fc.record({
  key: fc.oneof(trickyText, fc.constantFrom('error', 'span.kind', 'db.statement', 'otel.status_code', 'peer.service')),
  type: fc.constantFrom('string', 'bool', 'int64', 'float64'),
  value: fc.oneof(tagValue, fc.constantFrom('client', 'ERROR', 'OK', 'true')),
})
const tags = fc.array(tag, { maxLength: 4 })
const spanId = fc.constantFrom('1', '00000000000000a2', 'A3', '000000000000000000000000000000b4', 'x', '0')

/** A Jaeger body of up to a dozen spans, with all members that the reader knows and some it does not. */
export const jaegerBody = fc.record({
  data: fc.array(
    fc.record({
      traceID: fc.constantFrom('abc', 'ABC', '00abc'),
      spans: fc.array(
        fc.record({
          traceID: fc.constantFrom('abc', '0abc'),
          spanID: spanId,
          operationName: trickyText,
          references: fc.array(
            fc.record({
              refType: fc.constantFrom('CHILD_OF', 'FOLLOWS_FROM'),
              traceID: fc.constantFrom('abc', 'd'),
              spanID: spanId,
            }),
            { maxLength: 2 },
          ),
          startTime: fc.integer({ min: 0, max: 50 }).map((us) => 1_700_000_000_000_000 + us),
          duration: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(18446744073709551000)),
          tags,
          logs: fc.array(
            fc.record({
              timestamp: fc.integer({ min: 1, max: 9 }),
              fields: fc.array(
                fc.oneof(
                  tag,
                  tag.map((one) => ({ ...one, key: 'event' })),
                ),
                { maxLength: 3 },
              ),
            }),
            { maxLength: 2 },
          ),
          processID: fc.constantFrom('p1', 'p2', 'p3'),
          warnings: fc.oneof(fc.constant(null), fc.array(trickyText, { maxLength: 2 })),
          flags: fc.constant({ extra: [1, { tags: [] }] }),
        }),
        { maxLength: 6 },
      ),
      processes: fc.record({
        p1: fc.record({ serviceName: trickyText, tags }),
        p2: fc.record({ serviceName: fc.constant('two'), tags }),
      }),
      warnings: fc.constant(null),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  errors: fc.constant(null),
})
