import type { Attribute, LoadedTrace } from '../model/trace.ts'
import { createBodyFeed, type ReadState } from './bodyFeed.ts'
import { walkBody, SKIP, WAIT, type BodyShape } from './bodyWalk.ts'
import { parseBodyErrors, type BodyError } from './bodyErrors.ts'
import { createByteBody } from './byteBody.ts'
import { decodeJaegerProcess, decodeStrings } from './decodeJaeger.ts'
import type { Scope } from './decodeOtlp.ts'
import { createByteInterner } from './internBytes.ts'
import { scanJaegerSpan } from './jaegerSpan.ts'
import type { Otlp } from './otlp.ts'
import { outlineOf } from './outline.ts'
import { sameBytes, traceIdOf } from './scanIds.ts'
import { OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipValue, stringOf, textOf } from './scanJson.ts'
import { createSpanScratch, type SpanScratch } from './spanRecords.ts'
import { createSpanStore, type ByteStore } from './spanStore.ts'
import { createTagTable, type TagTable } from './tagTable.ts'
import { createWasmScanner, UNREAD, type WasmScanner } from './wasmScanner.ts'
import { createTraceAssembly, type OtlpContext, type TraceAssembly } from './traceAssembly.ts'

/** A trace with the bytes behind it, as the readers give it. */
export interface ReadTrace extends LoadedTrace {
  readonly store: ByteStore
}

/** What was in a body besides traces. */
export interface BodyNotes {
  /** Jaeger's `errors`, `error`, or a gRPC gateway's `{code, message}`. */
  readonly errors: readonly BodyError[]
  /** Whether there was anything that holds traces, if empty (`data`, `spans`, `resourceSpans`, …). */
  readonly hasTraceShape: boolean
}

/** Reads Jaeger JSON and OTLP JSON in any of their wrappings, as the bytes arrive; one trace or many. */
export interface TraceReader {
  readonly bytes: number
  readonly spans: number
  /** Takes the next bytes. The chunk is the reader's until the next `push` is done: large ones are not copied. */
  push(chunk: Uint8Array): void
  /** It has met OTLP, and goes on once it is given what that needs: before the next `push`. */
  readonly lacksOtlp: boolean
  giveOtlp(given: Otlp): void
  /** JSON objects and arrays at the top that have ended. */
  readonly documents: number
  /** Where the bytes stopped being JSON; null so far. */
  readonly badAt: number | null
  /** Lines of a file that were left out because they are no JSON. */
  readonly badLines: number
  /** Starts of the spans read so far in 256 equal slices of the time they cover. */
  outline(): Uint32Array
  finish(): { readonly state: ReadState; readonly traces: readonly ReadTrace[]; readonly notes: BodyNotes }
}

const C = {
  top: 0,
  topList: 1,
  jaegerSpans: 2,
  processes: 3,
  resourceSpans: 4,
  resourceSpan: 5,
  scopeSpans: 6,
  scopeSpan: 7,
  otlpSpans: 8,
} as const

export interface ReaderOptions {
  /** Length of the body where it is known. */
  readonly expectedBytes?: number | null
  /** Of JSON lines, those that are no JSON are left out. */
  readonly skipsBadLines?: boolean
  /** `assembly/scanner.ts`, compiled. Without it all is read in JavaScript, with the same result. */
  readonly scanner?: WebAssembly.Module | null
  /** Without it, see `TraceReader.lacksOtlp`. */
  readonly otlp?: Otlp | null
}

export function createTraceReader({
  expectedBytes = null,
  skipsBadLines = false,
  scanner: module = null,
  otlp: given = null,
}: ReaderOptions = {}): TraceReader {
  const body = createByteBody(expectedBytes)
  const interner = createByteInterner()
  const finished: TraceAssembly[] = []
  const errors: BodyError[] = []
  let hasTraceShape = false
  /** A list that could hold traces holds something else. */
  let hasForeign = false
  /** Per object on the way to the traces: whether it has a member that says it is one of a trace. */
  const known: boolean[] = []

  let scanner: WasmScanner | null = null
  let scratch: SpanScratch | null = null
  /** What all spans go through. The table is in WebAssembly if that reads spans. */
  function scratchOf(): SpanScratch {
    if (scratch) return scratch
    if (module) scanner = tryWasmScanner(module)
    return (scratch = createSpanScratch(scanner ? scanner.table : createTagTable()))
  }

  // The Jaeger traces we are inside of: one per nested `top` (an envelope is one too, and stays empty).
  const open: (TraceAssembly | null)[] = []
  const jaegerTrace = (): TraceAssembly => {
    let assembly = open[open.length - 1]
    if (!assembly) open[open.length - 1] = assembly = createTraceAssembly('jaeger', interner, scratchOf())
    return assembly
  }

  let otlp = given
  let lacksOtlp = false
  const byTraceId = new Map<string, TraceAssembly>()
  const resources: { service: string; attributes: readonly Attribute[] }[] = []
  const scopes: Scope[] = []
  let lastId = new Uint8Array(0)
  let lastAssembly: TraceAssembly | null = null
  const context: OtlpContext = {
    interner,
    get scratch() {
      return scratchOf()
    },
    resource: -1,
    scope: -1,
    assemblyOf(bytes, start, end) {
      if (lastAssembly && sameBytes(bytes, start, end, lastId, 0, lastId.length)) return lastAssembly
      const traceId = traceIdOf(stringOf(bytes, start, end))
      let assembly = byTraceId.get(traceId)
      if (!assembly) {
        assembly = createTraceAssembly('otlp', interner, context.scratch)
        assembly.traceId = traceId
        byTraceId.set(traceId, assembly)
        finished.push(assembly)
      }
      lastId = bytes.slice(start, end)
      lastAssembly = assembly
      return assembly
    },
  }

  const shape: BodyShape = {
    enter(container, bytes, keyStart, keyEnd, first) {
      const isObject = first === OPEN_OBJECT
      switch (container) {
        case C.topList:
          return isObject ? enterTop() : SKIP
        case C.top:
          if (keyEnd === 0) return isObject ? enterTop() : C.topList
          switch (stringOf(bytes, keyStart, keyEnd)) {
            case 'data':
              noteShape()
              return isObject ? enterTop() : C.topList
            case 'result':
            case 'trace':
              known[known.length - 1] = true
              return isObject ? enterTop() : SKIP
            case 'spans':
              if (isObject) return SKIP
              noteShape()
              return C.jaegerSpans
            case 'processes':
              return isObject ? C.processes : SKIP
            case 'resourceSpans':
            case 'resource_spans':
            case 'batches':
              noteShape()
              if (isObject) return SKIP
              lacksOtlp = otlp === null
              return lacksOtlp ? WAIT : C.resourceSpans
          }
          return SKIP
        case C.resourceSpans:
          if (!isObject) return SKIP
          context.resource = resources.push({ service: otlp!.missingService, attributes: [] }) - 1
          return C.resourceSpan
        case C.resourceSpan:
          if (isObject) return SKIP
          switch (stringOf(bytes, keyStart, keyEnd)) {
            case 'scopeSpans':
            case 'scope_spans':
            case 'instrumentationLibrarySpans':
            case 'instrumentation_library_spans':
              return C.scopeSpans
          }
          return SKIP
        case C.scopeSpans:
          if (!isObject) return SKIP
          context.scope = scopes.push({ name: '', version: '', attributes: [] }) - 1
          return C.scopeSpan
        case C.scopeSpan:
          return !isObject && stringOf(bytes, keyStart, keyEnd) === 'spans' ? C.otlpSpans : SKIP
      }
      return SKIP
    },

    value(container, bytes, keyStart, keyEnd, at, end) {
      if (container === C.jaegerSpans) return readJaegerSpans(bytes, at, end)
      if (container === C.otlpSpans) return readOtlpSpans(bytes, at, end, otlp!)
      const stop = skipValue(bytes, at, end)
      if (container === C.topList && bytes[at] !== OPEN_OBJECT) hasForeign = true
      if (stop >= 0 && keyEnd > 0) readValue(container, bytes, keyStart, keyEnd, at, stop)
      return stop
    },

    leave(container) {
      if (container !== C.top) return
      if (!known.pop() && known.length > 0) hasForeign = true
      const assembly = open.pop()
      if (assembly && assembly.builder.length > 0) finished.push(assembly)
    },
  }

  /** One span or more. */
  function readJaegerSpans(bytes: Uint8Array, at: number, end: number): number {
    const assembly = jaegerTrace()
    const stop = scanner ? scanner.scanJaeger(bytes, at, end, body.version, assembly) : UNREAD
    if (stop !== UNREAD) return stop
    const read = scanJaegerSpan(bytes, at, end, assembly)
    scanner?.takeBack()
    return read
  }

  /** One span or more. */
  function readOtlpSpans(bytes: Uint8Array, at: number, end: number, { scanSpan, addBatch }: Otlp): number {
    scratchOf() // before the first, so that there is a scanner
    const stop = scanner ? scanner.scanOtlp(bytes, at, end, body.version, context, addBatch) : UNREAD
    if (stop !== UNREAD) return stop
    const read = scanSpan(bytes, at, end, context)
    scanner?.takeBack()
    return read
  }

  function enterTop(): number {
    open.push(null)
    known.push(false)
    return C.top
  }

  function noteShape(): void {
    hasTraceShape = true
    known[known.length - 1] = true
  }

  function readValue(
    container: number,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    at: number,
    end: number,
  ): void {
    if (container === C.processes) {
      const { service, attributes } = decodeJaegerProcess(bytes, at, end)
      jaegerTrace().defineProcess(interner.intern(bytes, keyStart, keyEnd), service, attributes)
      return
    }
    const key = stringOf(bytes, keyStart, keyEnd)
    if (container === C.resourceSpan && key === 'resource') {
      resources[context.resource] = otlp!.decodeResource(bytes, at, end)
    } else if (
      container === C.scopeSpan &&
      (key === 'scope' || key === 'instrumentationLibrary' || key === 'instrumentation_library')
    ) {
      scopes[context.scope] = otlp!.decodeScope(bytes, at, end)
    } else if (container === C.top) {
      readTopValue(key, bytes, at, end)
    }
  }

  function readTopValue(key: string, bytes: Uint8Array, at: number, end: number): void {
    const isString = bytes[at] === QUOTE
    switch (key) {
      case 'traceID':
      case 'traceId':
        if (isString && bytes[at + 1] !== QUOTE) jaegerTrace().traceId = stringOf(bytes, at + 1, end - 1)
        break
      case 'warnings':
        if (bytes[at] === OPEN_ARRAY) jaegerTrace().warnings = decodeStrings(bytes, at)
        break
      case 'data':
      case 'batches':
      case 'resourceSpans':
      case 'spans':
        noteShape()
        break
      case 'errors':
      case 'error':
        errors.push(...parseBodyErrors(textOf(bytes, at, end)))
        break
      case 'message':
        if (isString) errors.push({ code: null, message: stringOf(bytes, at + 1, end - 1), traceId: null })
        break
    }
  }

  const walk = walkBody(shape, C.top)
  const feed = createBodyFeed(body, walk, skipsBadLines)

  return {
    get bytes() {
      return feed.bytes
    },
    get spans() {
      return spanCount()
    },
    get documents() {
      return walk.documents
    },
    get badAt() {
      return feed.badAt
    },
    get badLines() {
      return walk.skipped
    },
    get lacksOtlp() {
      return lacksOtlp
    },
    giveOtlp(code) {
      otlp = code
      lacksOtlp = false
      feed.resume()
    },
    push: feed.push,
    outline: () => outlineOf(largest()?.builder.starts() ?? new Float64Array(0)),
    finish() {
      const state = feed.finish()
      while (state !== 'complete' && open.length > 0) {
        const assembly = open.pop()
        if (assembly && assembly.builder.length > 0) finished.push(assembly)
      }
      const texts = (scratch?.table ?? createTagTable()).finish()
      const traces = finished.map((assembly) => finishTrace(assembly, texts))
      return { state, traces, notes: { errors, hasTraceShape: hasTraceShape && !hasForeign } }
    },
  }

  function finishTrace(assembly: TraceAssembly, texts: TagTable): ReadTrace {
    if (assembly.format === 'otlp') {
      for (const resource of assembly.usedProcesses()) {
        assembly.defineProcess(resource, resources[resource].service, resources[resource].attributes)
      }
    }
    const trace = assembly.builder.finish(assembly.traceId ?? '', assembly.warnings)
    const store = createSpanStore({
      otlp: assembly.format === 'otlp' ? otlp : null,
      texts,
      records: assembly.records(),
      scopes,
      parentTraceId: assembly.format === 'otlp' ? trace.traceId : assembly.parentTraceId,
    })
    return { trace, store }
  }

  function spanCount(): number {
    let count = 0
    for (const { builder } of finished) count += builder.length
    for (const assembly of open) count += assembly?.builder.length ?? 0
    return count
  }

  function largest(): TraceAssembly | null {
    let best: TraceAssembly | null = null
    for (const assembly of [...finished, ...open]) {
      if (assembly && assembly.builder.length > (best?.builder.length ?? 0)) best = assembly
    }
    return best
  }
}

/** Null where there is no room for its memory. */
function tryWasmScanner(module: WebAssembly.Module): WasmScanner | null {
  try {
    return createWasmScanner(module)
  } catch {
    return null
  }
}
