import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { compileScanner } from '../../scripts/buildWasm.ts'
import { readBody, type BodyFailure } from './readBody.ts'
import { readBytes } from './readBytes.ts'
import { readRecorded } from './recordedTraces.ts'
import { choices, jaegerBody, spellJson } from './spellJson.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** In two buffers by turns, as `openStream` reads: what was in one is gone when the second piece after it comes. */
async function* inPieces(bytes: Uint8Array, size: number) {
  let next = new Uint8Array(size)
  let last = new Uint8Array(size)
  for (let from = 0; from < bytes.length; from += size) {
    const piece = bytes.subarray(from, from + size)
    next.fill(0x21).set(piece)
    yield next.subarray(0, piece.length)
    ;[next, last] = [last, next]
  }
  next.fill(0x21)
}

async function failureOf(body: Uint8Array | string): Promise<BodyFailure> {
  const bytes = typeof body === 'string' ? encode(body) : body
  const streamed = await readBody(inPieces(bytes, 1000))
  expect(streamed.ok).toBe(false)
  if (streamed.ok) throw new Error('unreachable')
  if (bytes[0] !== 0x1f) expect(readBytes(bytes.slice())).toEqual(streamed)
  return streamed.failure
}

describe('what is no trace says so in one sentence', () => {
  const cases: [string, string, BodyFailure['kind'], RegExp][] = [
    ['an empty body', '', 'empty', /empty/],
    ['a web page', '  <!doctype html><html>', 'html', /web page/],
    ['plain text', '404 page not found', 'not-json', /not JSON/],
    ['broken JSON', '{"data":[{"spans":[{"spanID": oops}]}]}', 'not-json', /23 bytes|bytes into/],
    ['a trailing comma', '{"data":[1,]}', 'not-json', /not JSON/],
    [
      'a cut-off trace',
      '{"data":[{"traceID":"1","spans":[{"spanID":"1"},{"spa',
      'truncated',
      /cut off after 53 bytes, in the middle of a trace \(1 spans/,
    ],
    ['a cut-off envelope', '{"data":[', 'truncated', /cut off/],
    ['other JSON', '{"name":"package","version":1}', 'not-a-trace', /neither/],
    ['a list of services', '[1,2,"three"]', 'not-a-trace', /neither/],
    ['the services of a backend', '{"data":["a","b"],"total":2}', 'not-a-trace', /neither/],
    ['the dependencies of a backend', '{"data":[{"parent":"a","child":"b","callCount":2}]}', 'not-a-trace', /neither/],
    ['a trace without spans', '{"data":[{"traceID":"1","spans":[],"processes":{}}]}', 'empty', /no spans/],
    ['an empty search', '{"data":[],"errors":null}', 'empty', /no spans/],
    ['an empty search of VictoriaTraces', '{"data":null,"errors":null}', 'empty', /no spans/],
    ['an empty OTLP answer', '{"result":{"resourceSpans":[]}}', 'empty', /no spans/],
  ]
  for (const [name, body, kind, message] of cases) {
    test(name, async () => {
      const failure = await failureOf(body)
      expect(failure.kind).toBe(kind)
      expect(failure.message).toMatch(message)
      expect(failure.message).toMatch(/^[A-Z][^\n]*\.$/)
    })
  }
})

test("Jaeger's error bodies carry their status and their words", async () => {
  expect(
    await failureOf('{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}'),
  ).toMatchObject({ kind: 'not-found', status: 404, detail: 'trace not found' })
  expect(await failureOf('{"error":{"httpCode":404,"message":"No traces found"}}')).toMatchObject({
    kind: 'not-found',
    status: 404,
  })
  expect(await failureOf('{"code":5,"message":"boom","details":[]}')).toMatchObject({ kind: 'http', detail: 'boom' })
  expect(await failureOf(readRecorded('odd-values/not-a-number/jaeger.json'))).toMatchObject({
    kind: 'http',
    status: 500,
  })
})

test('traces with errors beside them come with notices', () => {
  const result = readBytes(
    encode('{"data":[{"traceID":"1","spans":[{"spanID":"1"}]}],"errors":[{"msg":"trace not found","traceID":"2"}]}'),
  )
  expect(result).toMatchObject({ ok: true, value: { notices: ['trace not found (2)'] } })
})

test('gzip is unpacked; damaged and cut gzip say so; a bomb is not unpacked', async () => {
  const bytes = readRecorded('errors/deep-raise/jaeger.json')
  const packed = gzipSync(bytes)
  const result = await readBody(inPieces(packed, 100))
  expect(result.ok && result.value.traces[0].trace.length).toBeGreaterThan(5)
  expect(await failureOf(packed.subarray(0, packed.length / 2))).toMatchObject({ kind: 'truncated' })
  expect(await failureOf(gzipSync(encode('<html>')))).toMatchObject({ kind: 'html' })
  const bomb = gzipSync(Buffer.alloc(70e6, ' '))
  expect(await failureOf(bomb)).toMatchObject({ kind: 'too-large' })
})

test('a byte order mark is skipped, in however many pieces it comes', async () => {
  const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, ...encode('{"data":[{"traceID":"1","spans":[{"spanID":"1"}]}]}')])
  for (const size of [1, 2, 3, 4, 100]) expect((await readBody(inPieces(bytes, size))).ok).toBe(true)
})

test('progress has bytes, spans and an outline; an abort stops', async () => {
  const bytes = readRecorded('big/wide-1000/jaeger.json')
  const seen: { bytes: number; spans: number; sum: number }[] = []
  const result = await readBody(inPieces(bytes, 4096), {
    totalBytes: bytes.length,
    progressEveryMs: 0,
    onProgress: ({ bytes, spans, outline }) => seen.push({ bytes, spans, sum: outline.reduce((a, b) => a + b, 0) }),
  })
  const spans = result.ok ? result.value.traces[0].trace.length : 0
  expect(seen.length).toBeGreaterThan(10)
  expect(seen.at(-1)).toEqual({ bytes: bytes.length, spans, sum: spans })
  for (const { spans, sum } of seen) expect(sum).toBe(spans)
  const aborted = await readBody(inPieces(bytes, 4096), { signal: AbortSignal.abort() })
  expect(aborted).toMatchObject({ ok: false, failure: { kind: 'aborted' } })
})

test('what came last before a pause is told in the pause', async () => {
  const bytes = readRecorded('big/wide-1000/jaeger.json')
  const half = bytes.length >> 1
  let told: (count: number) => void
  const untilTold = new Promise<number>((resolve) => (told = resolve))
  async function* paused() {
    yield bytes.subarray(0, half)
    expect(await untilTold).toBe(half)
    yield bytes.subarray(half)
  }
  expect((await readBody(paused(), { onProgress: ({ bytes }) => told(bytes) })).ok).toBe(true)
})

test('nobody listens: no timer', async () => {
  const timers = vi.spyOn(globalThis, 'setInterval')
  expect((await readBody(inPieces(readRecorded('big/wide-1000/jaeger.json'), 4096))).ok).toBe(true)
  expect(timers).not.toHaveBeenCalled()
  timers.mockRestore()
})

test('a lost connection is thrown on, as it is', async () => {
  async function* lost() {
    yield encode('{"data":[')
    throw new TypeError('network error')
  }
  await expect(readBody(lost())).rejects.toThrow('network error')
})

/** Reads everything there is to read of a body; must not throw. */
function readDeeply(bytes: Uint8Array): 'read' | BodyFailure['kind'] {
  const result = readBytes(bytes)
  if (!result.ok) return result.failure.kind
  for (const { trace, store } of result.value.traces) {
    for (let record = 0; record < trace.length; record++) {
      store.attributes(record)
      store.events(record, trace.epochUs)
      store.references(record)
      store.warnings(record)
    }
  }
  return 'read'
}

const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('mutated bodies never throw, and are refused exactly when JSON.parse refuses them', () => {
  const bodies = [
    'odd-values/typed/jaeger.json',
    'odd-values/typed/otlp.json',
    'kafka-async/span-link/jaeger.json',
    'kafka-async/span-link/otlp.json',
    'errors/deep-raise/jaeger.json',
  ].map(readRecorded)
  const bytes = [...encode('{}[]":,\\0123456789-.eEtrufalsn \n\u0000\ud800é'), 0xff, 0x80]
  const outcomes = new Map<string, number>()
  const mutation = fc.tuple(
    fc.nat(),
    fc.constantFrom('set', 'delete', 'insert', 'cut', 'repeat'),
    fc.constantFrom(...bytes),
    fc.nat(40),
  )
  fc.assert(
    fc.property(fc.nat(bodies.length - 1), fc.array(mutation, { minLength: 1, maxLength: 3 }), (which, mutations) => {
      let list = Array.from(bodies[which])
      for (const [position, how, byte, count] of mutations) {
        const at = position % list.length
        if (how === 'set') list[at] = byte
        else if (how === 'delete') list.splice(at, count)
        else if (how === 'insert') list.splice(at, 0, byte)
        else if (how === 'repeat') list.splice(at, 0, ...list.slice(at, at + count))
        else if (count === 0) list = list.slice(0, Math.max(1, at)) // of no bytes there is nothing to say
      }
      const outcome = readDeeply(Uint8Array.from(list))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      const text = new TextDecoder().decode(Uint8Array.from(list))
      expect(['not-json', 'truncated', 'html'].includes(outcome), text).toBe(!isJson(text))
    }),
    { numRuns: 2000 },
  )
  expect(outcomes.get('read')).toBeGreaterThan(100)
  expect(outcomes.get('not-json')).toBeGreaterThan(100)
}, 60_000)

test('what JSON.parse reads, this reads, however it is spelt and cut', async () => {
  await fc.assert(
    fc.asyncProperty(jaegerBody, choices, fc.integer({ min: 1, max: 200 }), async (body, choose, size) => {
      const bytes = encode(spellJson(body, choose))
      const result = await readBody(inPieces(bytes, size))
      const spans = body.data.map(({ spans }) => spans.length).filter((length) => length > 0)
      expect(result.ok ? result.value.traces.map(({ trace }) => trace.length) : []).toEqual(spans)
    }),
    { numRuns: 100 },
  )
})

test('a chunk is read while it holds, whatever its size, with WebAssembly and without', async () => {
  const scanner = compileScanner()
  for (const name of ['big/wide-1000/jaeger.json', 'big/wide-1000/otlp.json', 'odd-values/typed/jaeger.json']) {
    const bytes = readRecorded(name)
    const whole = readBytes(bytes.slice())
    expect(whole.ok).toBe(true)
    for (const size of [700, 5000, 14_000, 20_000, 65_536, 300_000]) {
      for (const module of [undefined, scanner]) {
        const read = await readBody(inPieces(bytes, size), { scanner: module })
        expect(read.ok && read.value.traces.map(({ trace }) => trace)).toEqual(
          whole.ok && whole.value.traces.map(({ trace }) => trace),
        )
      }
    }
  }
})
