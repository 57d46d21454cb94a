import { inTypeScript, type Kernels } from './kernels.ts'

/** What `assembly.ts` exports; a column is an address. */
interface Exports extends Record<keyof Kernels, (...args: number[]) => number> {
  readonly memory: WebAssembly.Memory
  numbers(length: number): number
  words(length: number): number
  integers(length: number): number
  bytes(length: number): number
  placeOf(column: number): number
  clear(): void
}

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array

/** How many of its last arguments a kernel writes, and how many of those, the last ones, it reads before. */
const WRITTEN: Record<keyof Kernels, { readonly count: number; readonly read?: number }> = {
  boundClocks: { count: 7 },
  classifyPieces: { count: 2 },
  countGapsAtMost: { count: 0 },
  cutCycles: { count: 2, read: 2 },
  findGaps: { count: 6 },
  findParents: { count: 2, read: 1 },
  findRoots: { count: 1 },
  findStanding: { count: 4 },
  measureSelfTime: { count: 1 },
  orderSpans: { count: 5 },
  pickBytes: { count: 1 },
  pickNumbers: { count: 1 },
  pickWords: { count: 1 },
  walkBack: { count: 4 },
}

/** Longer columns go to TypeScript: what copying them costs is more than its first thousands of rounds. */
const LONGEST = 600_000
/** Memory never shrinks: an instance that needed more than this is let go at once, any other after a while without work. */
const KEPT_BYTES = 32e6
const KEPT_MS = 1000

/**
 * The kernels in WebAssembly. Columns are copied in and what was written is copied back, some microseconds per 10,000 spans. Where there is
 * no room for that, or anything else goes wrong, the kernel runs in TypeScript: nothing has been written by then.
 */
export function createWasmKernels(module: WebAssembly.Module): Kernels {
  let exports: Exports | null = null
  let release: ReturnType<typeof setTimeout> | undefined

  function run(name: keyof Kernels, args: readonly (Column | number)[]): number {
    exports ??= new WebAssembly.Instance(module).exports as unknown as Exports
    const wasm = exports
    const places = args.map((arg) => (typeof arg === 'number' ? arg : open(wasm, arg.constructor, arg.length)))
    const viewOf = (at: number, column: Column): Column => {
      const Kind = column.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => Column
      return new Kind(wasm.memory.buffer, wasm.placeOf(places[at]), column.length)
    }
    const { count, read = 0 } = WRITTEN[name]
    const firstWritten = args.length - count
    const firstReadToo = args.length - read
    args.forEach((arg, at) => {
      const isRead = at < firstWritten || at >= firstReadToo
      if (isRead && typeof arg !== 'number') viewOf(at, arg).set(arg)
    })
    const result = wasm[name](...places)
    for (let at = firstWritten; at < args.length; at++) {
      const column = args[at] as Column
      column.set(viewOf(at, column))
    }
    wasm.clear()
    if (wasm.memory.buffer.byteLength > KEPT_BYTES) exports = null
    clearTimeout(release)
    release = setTimeout(() => (exports = null), KEPT_MS)
    // In Node a timer would keep the process alive.
    if (typeof release === 'object') release.unref()
    return result
  }

  const wrapped = (name: keyof Kernels) => {
    const otherwise = inTypeScript[name] as (...args: (Column | number)[]) => number
    return (...args: (Column | number)[]): number => {
      if (args.some((arg) => typeof arg !== 'number' && arg.length > LONGEST)) return otherwise(...args)
      try {
        return run(name, args)
      } catch {
        exports = null
        return otherwise(...args)
      }
    }
  }
  const names = Object.keys(inTypeScript) as (keyof Kernels)[]
  return Object.fromEntries(names.map((name) => [name, wrapped(name)])) as unknown as Kernels
}

function open(wasm: Exports, kind: Column['constructor'], length: number): number {
  if (kind === Float64Array) return wasm.numbers(length)
  if (kind === Uint32Array) return wasm.words(length)
  return kind === Int32Array ? wasm.integers(length) : wasm.bytes(length)
}
