import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readRecorded } from '../formats/recordedTraces.ts'
import { forgetFile, openFile, openFileTrace, openSaved } from './openFiles.ts'
import type { FileAnswer, LoadFailure, LoadProgress, Result } from './protocol.ts'
import { createSession, type Session } from './session.ts'

const AUTO = { clocks: 'auto', minGapUs: null } as const
const ignore = () => {}
const { signal } = new AbortController()
const never = (() => {
  throw new Error('a file asks no server')
}) as unknown as typeof fetch
const start = (budgetBytes = 1e9) => createSession({ budgetBytes, fetch: never })

const JAEGER = readRecorded('doc-pipeline/gap-201/jaeger.json')
const OTLP = readRecorded('doc-pipeline/gap-201/otlp.json')
const CHECKOUT = readRecorded('checkout/basic-slow/jaeger.json')
const ID = '662207646adce1456023969896f6a30b'

const blob = (...parts: (string | Uint8Array)[]) => new Blob(parts as BlobPart[])
const open = (session: Session, ...parts: (string | Uint8Array)[]) =>
  openFile(session, blob(...parts), 'file.json', signal, ignore)

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message} ${result.failure.detail}`)
  return result.value
}
const found = ({ traces }: FileAnswer) => traces.map(({ traceId, spanCount }) => [traceId.slice(0, 32), spanCount])
async function failureOf(...parts: (string | Uint8Array)[]): Promise<LoadFailure> {
  const result = await open(start(), ...parts)
  if (result.ok) throw new Error('expected a failure')
  return result.failure
}
/** On one line, as JSON lines have it. */
const line = (body: Uint8Array) => JSON.stringify(JSON.parse(new TextDecoder().decode(body)))

describe('what opens', () => {
  const wrapped = JSON.parse(new TextDecoder().decode(OTLP)).result as { resourceSpans: unknown }
  const forms: [string, string | Uint8Array][] = [
    ['Jaeger JSON', JAEGER],
    ['one Jaeger trace without its envelope', JSON.stringify(JSON.parse(new TextDecoder().decode(JAEGER)).data[0])],
    ['OTLP JSON as Jaeger wraps it', OTLP],
    ['OTLP JSON', JSON.stringify(wrapped)],
    ['Tempo, batches', JSON.stringify({ batches: wrapped.resourceSpans })],
    ['Tempo v2, trace', JSON.stringify({ trace: wrapped, metrics: {} })],
    ['gzip', gzipSync(JAEGER)],
    ['with a byte order mark', `\ufeff${line(JAEGER)}`],
  ]
  for (const [name, body] of forms) {
    test(name, async () => {
      const answer = valueOf(await open(start(), body))
      expect(found(answer)).toEqual([[ID, 27]])
      expect(answer).toMatchObject({ notices: [], key: expect.stringMatching(/^[0-9a-z]{14}$/) })
    })
  }

  test('JSON lines of several formats, gzipped', async () => {
    const answer = valueOf(await open(start(), gzipSync(`${line(JAEGER)}\n${line(CHECKOUT)}\n\n`)))
    expect(answer.traces).toHaveLength(2)
    expect(found(answer)[0]).toEqual([ID, 27])
  })
})

describe('names', () => {
  test('the same id from two files and from a server are three traces', async () => {
    const session = createSession({
      budgetBytes: 1e9,
      fetch: (async () => new Response(Uint8Array.from(JAEGER))) as unknown as typeof fetch,
    })
    const [a] = valueOf(await open(session, JAEGER)).traces
    const [b] = valueOf(await open(session, OTLP)).traces
    const server = valueOf(await session.openTrace({ url: 'http://server/x', traceId: ID }, AUTO, 't', ignore))
    expect(new Set([a.traceId, b.traceId, server.name]).size).toBe(3)
    expect([a.traceId, b.traceId].map((name) => name.slice(0, 32))).toEqual([ID, ID])
    for (const name of [a.traceId, b.traceId, ID]) expect(session.has(name)).toBe(true)
  })

  test('a trace opens by its name from the same bytes, in a new session too', async () => {
    const [{ traceId: name }] = valueOf(await open(start(), JAEGER)).traces
    const request = { url: name, traceId: name, file: blob(JAEGER) }
    const view = valueOf(await openFileTrace(start(), request.file, request, AUTO, signal, ignore))
    expect([view.name, view.trace.traceId, view.trace.length]).toEqual([name, ID, 27])
    const other = await openFileTrace(start(), blob(CHECKOUT), request, AUTO, signal, ignore)
    expect(other.ok ? null : other.failure.kind).toBe('not-found')
  })

  test('the one asked for stays when its file is larger than the budget', async () => {
    const file = blob(`${line(JAEGER)}\n${line(CHECKOUT)}\n`)
    const { traces } = valueOf(await openFile(start(), file, 'f', signal, ignore))
    for (const { traceId: name } of traces) {
      const session = start(100)
      const request = { url: name, traceId: name, file }
      expect(valueOf(await openFileTrace(session, file, request, AUTO, signal, ignore)).name).toBe(name)
    }
  })

  test('forgetting a file lets go of its traces only', async () => {
    const session = start()
    const a = valueOf(await open(session, JAEGER))
    const b = valueOf(await open(session, OTLP))
    forgetFile(session, a.key)
    expect([a, b].map(({ traces }) => session.has(traces[0].traceId))).toEqual([false, true])
  })
})

describe('what is damaged', () => {
  test('a bad line among good ones is left out, and said', async () => {
    const answer = valueOf(await open(start(), `${line(JAEGER)}\n{"data":[{"spans":[oops\n${line(CHECKOUT)}\n`))
    expect(answer.traces).toHaveLength(2)
    expect(answer.notices).toEqual(['1 line is no JSON and left out.'])
  })

  test('of OTLP lines that share a trace, the good ones make it', async () => {
    const { resourceSpans } = JSON.parse(new TextDecoder().decode(OTLP)).result as { resourceSpans: unknown[] }
    const lines = resourceSpans.map((each) => JSON.stringify({ resourceSpans: [each] }))
    const answer = valueOf(await open(start(), [lines[0], 'level=info not json', ...lines.slice(1)].join('\n')))
    expect(found(answer)).toEqual([[ID, 27]])
    expect(answer.notices).toHaveLength(1)
  })

  test('a first line that is no JSON does not hide the rest', async () => {
    const answer = valueOf(await open(start(), `{"level":"info", oops}\n${line(JAEGER)}`))
    expect(found(answer)).toEqual([[ID, 27]])
  })

  test('a file cut off in its second trace shows both as far as they go', async () => {
    const body = `${line(JAEGER)}\n${line(CHECKOUT)}`
    const answer = valueOf(await open(start(), body.slice(0, line(JAEGER).length + 20_000)))
    expect(answer.traces.map(({ spanCount }) => spanCount)[0]).toBe(27)
    expect(answer.traces).toHaveLength(2)
    expect(answer.notices[0]).toMatch(/^The file ends early: .* spans may be missing\.$/)
  })

  test('a cut gzip shows what came out of it', async () => {
    const packed = gzipSync(`${line(JAEGER)}\n`.repeat(1) + line(CHECKOUT))
    const answer = valueOf(await open(start(), packed.subarray(0, packed.length - 200)))
    expect(found(answer)[0]).toEqual([ID, 27])
    expect(answer.notices[0]).toMatch(/gzip/)
    expect(gunzipSync(packed).length).toBeGreaterThan(0)
  })

  test('pretty JSON that breaks in the middle is not read on as if it were lines', async () => {
    const pretty = JSON.stringify(JSON.parse(new TextDecoder().decode(JAEGER)), null, 2)
    const at = pretty.lastIndexOf('"operationName": ')
    const broken = `${pretty.slice(0, at)}oops${pretty.slice(at)}`
    const answer = valueOf(await open(start(), broken))
    expect(answer.traces).toHaveLength(1)
    expect(answer.traces[0].spanCount).toBeLessThan(27)
    expect(answer.notices[0]).toMatch(/stops making sense/)
  })
})

describe('what is no trace says so', () => {
  const cases: [string, string | Uint8Array, LoadFailure['kind'], RegExp][] = [
    ['nothing', '', 'empty', /no spans/],
    ['spaces', '  \n ', 'empty', /no spans/],
    ['text', 'hello', 'not-json', /not JSON/],
    ['binary', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'not-json', /not JSON/],
    ['a web page', '<!doctype html><p>', 'html', /web page/],
    ['other JSON', '{"name":"package"}', 'not-a-trace', /neither Jaeger nor OpenTelemetry/],
    ['an answer without spans', '{"data":[]}', 'empty', /no spans/],
    ['lines of a log', '{"level": info}\n{"level": warn}\n', 'not-json', /No line/],
    ['a truncated head', '{"data":[{"traceID":"1","spa', 'truncated', /file ends early/],
    ['gzip of nothing', gzipSync(''), 'empty', /no spans/],
    ['damaged gzip', new Uint8Array([0x1f, 0x8b, 1, 2, 3, 4]), 'truncated', /gzip/],
  ]
  for (const [name, body, kind, message] of cases) {
    test(name, async () => {
      const failure = await failureOf(body)
      expect(failure.message).toMatch(message)
      expect([failure.kind, failure.url]).toEqual([kind, 'file.json'])
      expect(failure.message).not.toMatch(/server|backend answered/)
    })
  }

  test('a file that is gone when it is read', async () => {
    const error = new DOMException('gone', 'NotReadableError')
    const gone = {
      size: 9,
      slice: () => gone,
      text: () => Promise.reject(error),
      stream: () => new ReadableStream({ pull: (controller) => controller.error(error) }),
    } as unknown as Blob
    const result = await openFile(start(), gone, 'file.json', signal, ignore)
    expect(result.ok ? null : result.failure.message).toMatch(/changed or is gone/)
  })
})

describe('hostile files', () => {
  const trace = (tags: string, more = '') =>
    `{"data":[{"traceID":"${ID}","spans":[{"traceID":"${ID}","spanID":"1","operationName":"op","startTime":1,"duration":2,"processID":"p1","tags":[${tags}]${more}}],"processes":{"p1":{"serviceName":"s","tags":[]}}}]}`

  test('100,000 levels of nesting, in a value and around everything', async () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5)
    const answer = valueOf(await open(start(), trace('', `,"x":${deep}`)))
    expect(found(answer)).toEqual([[ID, 1]])
    expect((await failureOf(deep)).kind).toBe('not-a-trace')
    expect((await failureOf('{"data":'.repeat(1e5))).kind).toBe('truncated')
  })

  test('keys that name what every object has', async () => {
    const tags = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(
      (key) => `{"key":"${key}","type":"string","value":"x"}`,
    )
    const body = trace(tags.join(), ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}')
    const answer = valueOf(await open(start(), body))
    expect(found(answer)).toEqual([[ID, 1]])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('a string of 10 MB', async () => {
    const body = trace(`{"key":"big","type":"string","value":"${'x'.repeat(1e7)}"}`)
    expect(found(valueOf(await open(start(), body)))).toEqual([[ID, 1]])
  })

  test('a file that unpacks to a thousand times its size is not read on', async () => {
    const bomb = gzipSync(Buffer.alloc(200e6, 0x20))
    expect(bomb.length).toBeLessThan(300e3)
    const failure = await failureOf(bomb)
    expect([failure.kind, failure.message]).toEqual([
      'too-large',
      expect.stringMatching(/more than 300 times its size/),
    ])
  })

  test('odd values open as they are', async () => {
    for (const name of ['injection', 'typed', 'time-extremes', 'parent-cycle', 'self-parent', 'no-service']) {
      const answer = valueOf(await open(start(), readRecorded(`odd-values/${name}/jaeger.json`)))
      expect(answer.notices).toEqual([])
      expect(answer.traces.length).toBeGreaterThan(0)
    }
  })
})

test('reading tells how far it is, and stops when it is told to', async () => {
  const session = start()
  const body = `${line(CHECKOUT)}\n`.repeat(200)
  const seen: LoadProgress[] = []
  const controller = new AbortController()
  const reading = openFile(session, blob(body), 'f', controller.signal, (progress) => {
    seen.push(progress)
  })
  controller.abort()
  const result = await reading
  expect(result.ok ? null : result.failure.kind).toBe('aborted')
  await openFile(session, blob(body), 'f', signal, (progress) => void seen.push(progress))
  expect(seen.at(-1)).toMatchObject({ bytes: body.length, totalBytes: body.length })
})

test('a saved comparison of one trace in two versions has two sides', async () => {
  const session = start()
  const other = new TextDecoder().decode(JAEGER).replace(/"duration": ?\d+/, '"duration":7')
  const keys = valueOf(await openSaved(session, [blob(gzipSync(JAEGER)), blob(gzipSync(other))], signal))
  const [a, b] = keys.map((key) => session.entryOf(key).loaded.trace)
  expect(a.traceId).toBe(b.traceId)
  expect([...a.endUs]).not.toEqual([...b.endUs])
})
