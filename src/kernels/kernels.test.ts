import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { compileKernels } from '../../scripts/buildWasm.ts'
import { analyze } from '../analysis/analyze.ts'
import { anyPlan, buildPlan, EMPTY_STORE } from '../analysis/randomTrace.ts'
import { createTraceBuilder, REF } from '../model/buildTrace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { inTypeScript, runKernelsIn, type Kernels } from './kernels.ts'
import { createWasmKernels } from './wasmKernels.ts'

let module: WebAssembly.Module
beforeAll(async () => {
  module = await compileKernels()
})
afterEach(() => runKernelsIn(inTypeScript))

/** Runs in WebAssembly, and fails where TypeScript had to help out. */
const strictly = (): Kernels => {
  const names = Object.keys(inTypeScript) as (keyof Kernels)[]
  const wasm = createWasmKernels(module)
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: never[]) => {
        const helper = vi.spyOn(inTypeScript, name)
        const result = (wasm[name] as (...args: never[]) => number)(...args)
        expect(helper, name).not.toHaveBeenCalled()
        helper.mockRestore()
        return result
      },
    ]),
  ) as unknown as Kernels
}

/** What both ways of running make of it. */
function inBoth<T>(work: () => T): [T, T] {
  runKernelsIn(strictly())
  const wasm = work()
  runKernelsIn(inTypeScript)
  return [wasm, work()]
}

const analyzed = (build: () => LoadedTrace) => {
  const loaded = build()
  const { trace } = loaded
  const views = (['raw', 'corrected'] as const).map((clocks) => analyze(loaded, { clocks, minGapUs: 3 }))
  expect(views.flatMap(({ failures }) => failures)).toEqual([])
  return { trace, views }
}

/** Spans of any form: references of several kinds, into nothing, to themselves, in circles; ids that are there twice; any times. */
const anySpans = fc.array(
  fc.record({
    id: fc.nat(30),
    high: fc.constantFrom(0, 0x8000_0000, 0xffff_ffff),
    startUs: fc.oneof(fc.nat(50), fc.constantFrom(0, 1e10, 4_294_967_295, 4_294_967_296)),
    durationUs: fc.integer({ min: -3, max: 60 }),
    kind: fc.nat(5),
    service: fc.constantFrom('a', 'b', 'c'),
    name: fc.nat(2),
    flags: fc.constantFrom(0, 1),
    references: fc.array(fc.record({ type: fc.constantFrom(REF.childOf, REF.followsFrom), id: fc.nat(35) }), {
      maxLength: 2,
    }),
  }),
  { maxLength: 60 },
)

describe('WebAssembly and TypeScript come to the same', () => {
  test('of made-up trees', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const [wasm, typescript] = inBoth(() => analyzed(() => buildPlan(plan)))
        expect(wasm).toEqual(typescript)
      }),
      { numRuns: 300 },
    )
  })

  test('of spans with any references', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const build = (): LoadedTrace => {
          const builder = createTraceBuilder(['x', 'y', 'z'])
          spans.forEach(({ id, high, startUs, durationUs, kind, service, name, flags, references }, record) => {
            const process = builder.processSlot(service)
            builder.defineProcess(process, service, [])
            builder.addSpan(record, startUs, startUs + durationUs, high, id, name, process, kind, flags)
            for (const { type, id: parent } of references) builder.addReference(type, high, parent, null)
          })
          return { trace: builder.finish('1'), store: EMPTY_STORE }
        }
        const [wasm, typescript] = inBoth(() => analyzed(build))
        expect(wasm).toEqual(typescript)
      }),
      { numRuns: 500 },
    )
  })

  test('of a trace deeper than the walk has room for, and of one as wide', () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({ service: 'a', name: 'x', kind: 1, i }))
    const deep = spans.map(({ i, ...span }) => ({ ...span, parent: i - 1, startUs: i, durationUs: 6000 - 2 * i }))
    const wide = spans.map(({ i, ...span }) => ({ ...span, parent: i === 0 ? -1 : 0, startUs: i % 7, durationUs: 9 }))
    for (const plan of [deep, wide]) {
      const [wasm, typescript] = inBoth(() => analyzed(() => buildPlan(plan)))
      expect(wasm).toEqual(typescript)
    }
  })
})

/** How many instances `work` makes. */
function countInstances(work: () => void): number {
  const { Instance } = WebAssembly
  let count = 0
  WebAssembly.Instance = class extends Instance {
    constructor(of: WebAssembly.Module) {
      super(of)
      count++
    }
  }
  try {
    work()
  } finally {
    WebAssembly.Instance = Instance
  }
  return count
}

describe('where WebAssembly fails', () => {
  test('the kernel runs in TypeScript, and the next one in WebAssembly again', () => {
    const wasm = createWasmKernels(module)
    const picked = new Uint32Array(2)
    const pick = (index: number[]) => {
      wasm.pickWords(new Uint32Array(index), new Uint32Array([5, 6]), picked)
      return [...picked]
    }
    const instances = countInstances(() => {
      // Out of bounds: a trap. TypeScript reads `undefined` there, which a column keeps as 0.
      expect(pick([1, 9])).toEqual([6, 0])
      expect(pick([1, 0])).toEqual([6, 5])
      expect(pick([0, 1])).toEqual([5, 6])
    })
    expect(instances).toBe(2)
  })

  test('an instance that grew large is let go, no other', () => {
    const wasm = createWasmKernels(module)
    const order = (length: number) => {
      const times = new Float64Array(length)
      const words = Array.from({ length: 6 }, () => new Uint32Array(length))
      const [high, low, oldOf, newOf, depth, subtreeEnd] = words
      const parents = new Int32Array(length).fill(-1)
      wasm.orderSpans(times, times, high, low, parents, oldOf, newOf, new Int32Array(length), depth, subtreeEnd)
    }
    expect(countInstances(() => [5e5, 1, 2, 3].forEach(order))).toBe(2)
  })

  test('one without work is let go after a second', () => {
    vi.useFakeTimers()
    const wasm = createWasmKernels(module)
    const pick = () => wasm.pickWords(new Uint32Array(1), new Uint32Array([7]), new Uint32Array(1))
    const pickAfter = (ms: number) => {
      vi.advanceTimersByTime(ms)
      pick()
    }
    expect(countInstances(() => [0, 900, 900].forEach(pickAfter))).toBe(1)
    expect(countInstances(() => pickAfter(1001))).toBe(1)
    vi.useRealTimers()
  })

  test('very long columns are not copied at all', () => {
    const wasm = createWasmKernels(module)
    const picked = new Uint32Array(6e5 + 1)
    expect(countInstances(() => wasm.pickWords(new Uint32Array(6e5 + 1), new Uint32Array([7]), picked))).toBe(0)
    expect(picked.every((word) => word === 7)).toBe(true)
  })
})
