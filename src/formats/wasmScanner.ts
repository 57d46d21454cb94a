import { KNOWN_KEYS } from './classifyKey.ts'
import type { ByteInterner } from './internBytes.ts'
import { scanAttribute, tagFound } from './scanAttributes.ts'
import type { AddOtlpBatch } from './otlpBatch.ts'
import { MORE, OPEN_OBJECT } from './scanJson.ts'
import type { SpanBatch } from './spanRecords.ts'
import type { TagTable, TagTableBuilder } from './tagTable.ts'
import type { OtlpContext, TraceAssembly } from './traceAssembly.ts'

/** What `assembly/scanner.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory
  openWindow(length: number): number
  readSpans(from: number, isOtlp: boolean): number
  stoppedBy(): number
  batch(column: number): number
  batchLength(): number
  batchWords(): number
  batchHasNanos(): number
  batchTraces(): number
  batchTraceCount(): number
  clearBatch(): void
  nameCount(): number
  nameEntries(): number
  openKnownKeys(count: number): number
  newText(): number
  openScratch(length: number): number
  addText(
    from: number,
    to: number,
    flags: number,
    kind: number,
    traits: number,
    valueStart: number,
    valueEnd: number,
  ): number
  openLong(length: number): number
  addLong(flags: number, kind: number, traits: number): number
  takeTag(list: number, index: number, at: number): number
  expectTag(list: number, index: number, text: number): void
  textCount(): number
  textEntries(): number
  textSegments(): number
  textSegmentCount(): number
  openTrace(): void
  traceId(): number
  traceIdLength(): number
  setTraceId(length: number): number
}

/** Reads spans in WebAssembly, many with one call. One reader's; it holds that reader's tag table. */
export interface WasmScanner {
  readonly table: TagTableBuilder
  /**
   * Adds the Jaeger spans from the one at `at` on, as many as are here and ordinary, and returns the position after the last. `MORE`: the
   * first is not all here. `UNREAD`: it has to be read elsewhere. `version`: of the bytes; as long as it is the same, so are they.
   */
  scanJaeger(bytes: Uint8Array, at: number, end: number, version: number, assembly: TraceAssembly): number
  /** The same with OTLP's spans, each into the trace that it names. */
  scanOtlp(bytes: Uint8Array, at: number, end: number, version: number, context: OtlpContext, add: AddOtlpBatch): number
  /** The span that was `UNREAD` has been read. */
  takeBack(): void
}

export const UNREAD = -3

/** So much is copied into WebAssembly's memory at once. */
const WINDOW_BYTES = 1 << 20
/** A text of this size is written where it stays, then compared with the others. */
const LONG_TEXT = 1 << 20
/** Bytes of a known key's entry: 16 for its text, then its length, whether it is exact, its code. */
const KNOWN_KEY_BYTES = 32
/** Words of 32 bits in an entry of a text, and of a name (`assembly/tagTable.ts`, `names.ts`). */
const TEXT_ENTRY = 8
const NAME_ENTRY = 3

export function createWasmScanner(module: WebAssembly.Module): WasmScanner {
  let input: Uint8Array = new Uint8Array(0)
  let inputVersion = -1
  let windowStart = 0
  let windowEnd = 0
  let windowAt = 0
  let inputEnd = 0
  let assembly: TraceAssembly | null = null
  /** Whether the id that WebAssembly compares with is the one that decides for this trace. */
  let isSettled = false
  /** The span that was given back is in the window, and is being read. */
  let isLent = false
  /** By number of a spelling: its number in the interner. */
  const nameOf: number[] = []

  const { exports } = new WebAssembly.Instance(module, {
    env: {
      scanTag(address: number) {
        const at = address - windowAt + windowStart
        const stop = scanAttribute(input, at, inputEnd)
        if (stop < 0) return stop
        const { flags, kind, traits, valueStart, valueEnd } = tagFound
        look().words.set([flags, kind, traits, valueStart, valueEnd], wasm.newText() >> 2)
        return stop - windowStart + windowAt
      },
    },
  })
  const wasm = exports as unknown as Exports

  let seen = wasm.memory.buffer
  let bytes = new Uint8Array(seen)
  let words = new Uint32Array(seen)
  /** WebAssembly's memory; another buffer whenever it has grown. */
  const look = () => {
    if (wasm.memory.buffer !== seen) {
      seen = wasm.memory.buffer
      bytes = new Uint8Array(seen)
      words = new Uint32Array(seen)
    }
    return { bytes, words }
  }

  const keys = wasm.openKnownKeys(KNOWN_KEYS.length)
  KNOWN_KEYS.forEach(({ text, exact, code }, i) => {
    const at = keys + i * KNOWN_KEY_BYTES
    look().bytes.set(text, at)
    words.set([text.length, exact ? 1 : 0, code], (at >> 2) + 4)
  })

  return {
    table: { ...tableOf(wasm, look, positionOf), finish },
    scanJaeger: orRangeError((source, at, end, version, current: TraceAssembly) => {
      if (source[at] !== OPEN_OBJECT) return UNREAD
      settle(current)
      return scan(source, at, end, version, false, () => addToJaeger(current))
    }),
    scanOtlp: orRangeError((source, at, end, version, context: OtlpContext, add: AddOtlpBatch) => {
      if (source[at] !== OPEN_OBJECT) return UNREAD
      return scan(source, at, end, version, true, () => addToOtlp(context, add))
    }),
    takeBack,
  }

  function positionOf(at: number): number {
    return isLent && at >= windowStart && at < windowEnd ? at - windowStart : -1
  }

  function takeBack(): void {
    isLent = false
  }

  /** `empty` gives the spans of the batch to their trace. */
  function scan(
    source: Uint8Array,
    at: number,
    end: number,
    version: number,
    isOtlp: boolean,
    empty: () => void,
  ): number {
    if (version !== inputVersion || at < windowStart || at >= windowEnd) {
      input = source
      inputVersion = version
      inputEnd = end
      openWindow(at)
    }
    for (;;) {
      const done = wasm.readSpans(at - windowStart, isOtlp) + windowStart
      if (wasm.batchLength() > 0) {
        empty()
        wasm.clearBatch()
      }
      if (done > at) return done
      if (wasm.stoppedBy() !== MORE) {
        isLent = true
        return UNREAD
      }
      if (windowEnd === inputEnd) return MORE
      if (windowStart === at) return UNREAD // longer than a window
      openWindow(at)
    }
  }

  function openWindow(at: number): void {
    windowStart = at
    windowEnd = Math.min(inputEnd, at + WINDOW_BYTES)
    windowAt = wasm.openWindow(windowEnd - windowStart)
    look().bytes.set(input.subarray(windowStart, windowEnd), windowAt)
  }

  /** Which trace's spans follow. */
  function settle(current: TraceAssembly): void {
    if (current === assembly && isSettled) return
    const id = current.parentTrace
    if (id !== null) {
      const address = wasm.setTraceId(id.length)
      look().bytes.set(id, address)
    } else if (current !== assembly) {
      wasm.openTrace()
    }
    isSettled = id !== null
    assembly = current
  }

  function addToJaeger(current: TraceAssembly): void {
    const { bytes } = look()
    const nameOf = internNames(current.interner)
    current.addJaegerBatch(batchOf(wasm), nameOf, bytes, wasm.traceId(), wasm.traceId() + wasm.traceIdLength())
  }

  function addToOtlp(context: OtlpContext, add: AddOtlpBatch): void {
    const nameOf = internNames(context.interner)
    const { bytes, words } = look()
    const entry = wasm.batchTraces() >> 2
    const ids = words.subarray(entry, entry + 2 * wasm.batchTraceCount())
    const traceOf = new Uint8Array(bytes.buffer, wasm.batch(15), wasm.batchLength())
    add(context, batchOf(wasm), nameOf, { bytes, ids, traceOf })
  }

  /** The numbers of all names so far. */
  function internNames(interner: ByteInterner): readonly number[] {
    const { bytes, words } = look()
    for (let entry = (wasm.nameEntries() >> 2) + nameOf.length * NAME_ENTRY; nameOf.length < wasm.nameCount();) {
      nameOf.push(interner.intern(bytes, words[entry], words[entry] + words[entry + 1]))
      entry += NAME_ENTRY
    }
    return nameOf
  }

  function finish(): TagTable {
    const { bytes, words } = look()
    const count = wasm.textCount()
    const segments: Uint8Array[] = []
    const starts: number[] = []
    for (let i = 0; i < wasm.textSegmentCount(); i++) {
      const entry = (wasm.textSegments() >> 2) + i * 2
      starts.push(words[entry])
      const segment = new Uint8Array(words[entry + 1] + 1)
      segment.set(bytes.subarray(words[entry], words[entry] + words[entry + 1]))
      segments.push(segment)
    }
    const table = {
      count,
      segments,
      segmentOf: new Uint32Array(count),
      offsetOf: new Uint32Array(count),
      lengthOf: new Uint32Array(count),
      traitsOf: new Uint8Array(count),
    }
    for (let text = 0, entry = wasm.textEntries() >> 2; text < count; text++, entry += TEXT_ENTRY) {
      table.segmentOf[text] = words[entry + 6]
      table.offsetOf[text] = words[entry] - starts[words[entry + 6]]
      table.lengthOf[text] = words[entry + 1]
      table.traitsOf[text] = bytes[(entry << 2) + 29]
    }
    return table
  }
}

/** The table, for the spans that are read in JavaScript. `positionOf`: where in the window a byte of such a span is, -1 when it is not. */
function tableOf(
  wasm: Exports,
  look: () => { bytes: Uint8Array; words: Uint32Array },
  positionOf: (at: number) => number,
): Omit<TagTableBuilder, 'finish'> {
  const entryOf = (text: number) => (wasm.textEntries() >> 2) + text * TEXT_ENTRY
  return {
    take: orRangeError((list: number, index: number, _: Uint8Array, at: number) => {
      const position = positionOf(at)
      return position < 0 ? -1 : wasm.takeTag(list, index, position)
    }),
    expect: (list, index, text) => wasm.expectTag(list, index, text),
    add: orRangeError((bytes: Uint8Array, start: number, end: number, text) => {
      const { flags, kind, traits, valueStart, valueEnd } = text
      if (end - start >= LONG_TEXT) {
        const address = wasm.openLong(end - start)
        look().bytes.set(bytes.subarray(start, end), address)
        return wasm.addLong(flags, kind, traits)
      }
      const address = wasm.openScratch(end - start)
      look().bytes.set(bytes.subarray(start, end), address)
      return wasm.addText(address, address + end - start, flags, kind, traits, valueStart, valueEnd)
    }),
    lengthOf: (text) => look().words[entryOf(text) + 1],
    flagsOf: (text) => look().words[entryOf(text) + 3],
    kindOf: (text) => look().bytes[(entryOf(text) << 2) + 28],
  }
}

function batchOf(wasm: Exports): SpanBatch {
  const { buffer } = wasm.memory
  const length = wasm.batchLength()
  const u32 = (column: number) => new Uint32Array(buffer, wasm.batch(column), length)
  const u8 = (column: number) => new Uint8Array(buffer, wasm.batch(column), length)
  const u16 = (column: number) => new Uint16Array(buffer, wasm.batch(column), length)
  return {
    length,
    startUs: new Float64Array(buffer, wasm.batch(0), length),
    endUs: new Float64Array(buffer, wasm.batch(1), length),
    idHigh: u32(2),
    idLow: u32(3),
    refHigh: u32(4),
    refLow: u32(5),
    name: u32(6),
    process: u32(7),
    flags: u32(8),
    starts: u32(9),
    kind: u8(10),
    refType: u8(11),
    traits: u8(12),
    nanos: wasm.batchHasNanos() === 0 ? null : { start: u16(13), duration: u16(14) },
    words: new Uint32Array(buffer, wasm.batch(16), wasm.batchWords()),
  }
}

/** No more memory is a `RangeError`, as everywhere else. */
function orRangeError<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return work(...args)
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw new RangeError('The trace does not fit into memory.')
      throw error
    }
  }
}
