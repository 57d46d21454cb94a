import { createTraceReader, type ReadTrace, type TraceReader } from './traceReader.ts'

/** Why a body holds no trace. `message` is one sentence for people, `detail` what the body said itself. */
export interface BodyFailure {
  readonly kind:
    | 'html'
    | 'not-json'
    | 'truncated'
    | 'not-a-trace'
    | 'empty'
    | 'not-found'
    | 'http'
    | 'too-large'
    | 'aborted'
  /** Status that an error body names, else null. */
  readonly status: number | null
  readonly message: string
  readonly detail: string | null
}

export interface BodyProgress {
  readonly bytes: number
  readonly totalBytes: number | null
  readonly spans: number
  /** Spans per 256th of the time known so far. */
  readonly outline: Uint32Array
}

export interface BodyTraces {
  readonly traces: readonly ReadTrace[]
  /** What the server said besides: unknown ids, partial answers. */
  readonly notices: readonly string[]
}

export type BodyResult =
  | { readonly ok: true; readonly value: BodyTraces }
  | { readonly ok: false; readonly failure: BodyFailure }

export interface BodyOptions {
  /** Length of the body once decoded, where it is known. */
  readonly totalBytes?: number | null
  readonly signal?: AbortSignal
  /** Called now and then while bytes arrive, and once after the last. */
  readonly onProgress?: (progress: BodyProgress) => void
  readonly progressEveryMs?: number
  /** See `ReaderOptions`; reading waits for it. */
  readonly scanner?: Promise<WebAssembly.Module | null>
  /** What to make of a body that is partly damaged or cut off; without it, that is a failure. Bad lines of JSON lines are left out then. */
  readonly salvage?: Salvage
}

/** `damage` is null when all that is wrong are lines that were left out. */
export type Salvage = (
  damage: BodyFailure | null,
  traces: readonly ReadTrace[],
  badLines: number,
) => { readonly traces: readonly ReadTrace[]; readonly notices: readonly string[] } | null

/** What reads OTLP, for who knows that such a body comes; else it is asked for with the body's first bytes. */
export const importOtlp = () => import('./otlp.ts')

/**
 * Reads all traces of a body (Jaeger JSON, OTLP JSON, Tempo's, JSON lines; gzipped or not) as its chunks arrive. A chunk is the reader's own
 * until it has asked for the second one after it. Never throws for what the bytes are; what the source throws (a lost connection) it lets through.
 */
export async function readBody(chunks: AsyncIterable<Uint8Array>, options: BodyOptions = {}): Promise<BodyResult> {
  const { totalBytes = null, signal, onProgress, progressEveryMs = 50, salvage, scanner } = options
  const source = await peek(chunks)
  const packed = isGzip(source.first) ? await import('./gunzip.ts') : null
  const expected = packed ? null : totalBytes
  const reader = createTraceReader({
    expectedBytes: expected,
    skipsBadLines: salvage !== undefined,
    scanner: await scanner,
  })
  let reportedAt = performance.now()
  let reportedBytes = 0
  const report = () => {
    reportedAt = performance.now()
    reportedBytes = reader.bytes
    onProgress?.({ bytes: reader.bytes, totalBytes: expected, spans: reader.spans, outline: reader.outline() })
  }
  // What came last before a pause is told too.
  const pauses = onProgress && setInterval(() => reader.bytes > reportedBytes && report(), 4 * progressEveryMs)

  let beginning = textStart(source.first)
  try {
    for await (const chunk of packed ? packed.gunzip(source.all) : source.all) {
      if (signal?.aborted) return fail('aborted', 'Loading was cancelled.')
      if (reader.bytes === 0 && chunk.length > 3) {
        beginning = textStart(chunk)
        const failure = sniff(chunk)
        if (failure) return { ok: false, failure }
      }
      reader.push(chunk)
      if (reader.lacksOtlp) reader.giveOtlp((await importOtlp()).OTLP)
      if (reader.badAt !== null) break
      if (onProgress && performance.now() - reportedAt >= progressEveryMs) report()
    }
  } catch (error) {
    if (packed === null || !(error instanceof packed.GunzipError)) throw error
    const failure = failureOf(error.kind, error.message, null)
    return salvage ? salvaged(failure, reader.finish().traces, reader.badLines, salvage) : { ok: false, failure }
  } finally {
    clearInterval(pauses)
  }
  const result = finishReading(reader, beginning, salvage)
  if (onProgress) report()
  return result
}

const isGzip = (bytes: Uint8Array): boolean => bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

const fail = (
  kind: BodyFailure['kind'],
  message: string,
  detail: string | null = null,
  status: number | null = null,
): BodyResult => ({
  ok: false,
  failure: { kind, status, message, detail },
})

function salvaged(failure: BodyFailure, traces: readonly ReadTrace[], badLines: number, salvage?: Salvage): BodyResult {
  const value = salvage?.(failure, traces, badLines)
  return value ? { ok: true, value } : { ok: false, failure }
}

const got = (traces: readonly ReadTrace[]) => {
  const spans = traces.reduce((sum, { trace }) => sum + trace.length, 0)
  return spans > 0 ? `, in the middle of a trace (${spans} spans had arrived)` : ''
}

export function finishReading(reader: TraceReader, beginning: string, salvage?: Salvage): BodyResult {
  const size = formatBytes(reader.bytes)
  const { state, traces, notes } = reader.finish()
  const { badLines } = reader
  if (reader.documents + badLines === 0 && state === 'complete') return fail('empty', 'The body is empty.')
  if (state !== 'complete') {
    const failure =
      state === 'not-json'
        ? failureOf(
            'not-json',
            `This is not JSON: it stops making sense ${formatBytes(reader.badAt ?? 0)} into the body.`,
            beginning,
          )
        : failureOf('truncated', `The body ends early: it is cut off after ${size}${got(traces)}.`, beginning)
    return salvaged(failure, traces, badLines, salvage)
  }
  const filled = traces.filter(({ trace }) => trace.length > 0)
  if (filled.length > 0) {
    const notices = notes.errors
      .map(({ message, traceId }) => (traceId ? `${message} (${traceId})` : message))
      .filter(Boolean)
    const lost = badLines > 0 ? (salvage?.(null, filled, badLines)?.notices ?? []) : []
    return { ok: true, value: { traces: filled, notices: [...notices, ...lost] } }
  }
  if (reader.documents === 0) return fail('not-json', 'No line of this is JSON.', beginning)
  const error = notes.errors.find(({ message }) => message !== '')
  if (error) {
    const isMissing = error.code === 404 || /not found/i.test(error.message)
    return isMissing
      ? fail('not-found', 'The backend does not have this trace.', error.message, error.code)
      : fail('http', `The backend answered with an error: ${error.message}`, error.message, error.code)
  }
  if (notes.hasTraceShape) return fail('empty', 'The answer holds no spans.', beginning)
  return fail('not-a-trace', 'This is JSON, but neither Jaeger nor OpenTelemetry trace data.', beginning)
}

/** What shows in the first bytes. */
export function sniff(bytes: Uint8Array): BodyFailure | null {
  const beginning = textStart(bytes)
  const first = beginning.trimStart()[0]
  if (first === undefined) return null
  if (first === '<') return failureOf('html', 'The server answered with a web page instead of trace data.', beginning)
  if (first !== '{' && first !== '[') {
    return failureOf(
      'not-json',
      'This is not JSON: trace data begins with { or [.',
      isPrintable(beginning) ? beginning : null,
    )
  }
  return null
}

const failureOf = (kind: BodyFailure['kind'], message: string, detail: string | null): BodyFailure => ({
  kind,
  status: null,
  message,
  detail,
})

export const textStart = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 300)).replace(/^\ufeff/, '')

// oxlint-disable-next-line no-control-regex -- binary garbage is told apart by just these
const isPrintable = (text: string) => !/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** The first chunk that has bytes, and all chunks including it. */
async function peek(chunks: AsyncIterable<Uint8Array>): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  let next = await iterator.next()
  while (!next.done && next.value.length === 0) next = await iterator.next()
  const first = next.done ? new Uint8Array(0) : next.value
  async function* all() {
    try {
      while (!next.done) {
        yield next.value
        next = await iterator.next()
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { first, all: all() }
}
