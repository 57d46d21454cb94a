import fc from 'fast-check'
import { createTraceBuilder, REF } from '../model/buildTrace.ts'
import { FLAG } from '../model/trace.ts'
import type { LoadedTrace } from '../model/trace.ts'

/** One span of a made-up trace, for property tests. Times in µs; `parent` is an index into the list, NONE for a root. */
export interface SpanPlan {
  readonly parent: number
  readonly service: string
  readonly name: string
  readonly kind: number
  readonly startUs: number
  readonly durationUs: number
  readonly error?: boolean
  readonly follows?: boolean
  /** Its parent was lost; ids of lost parents are numbered. */
  readonly lostParent?: number
}

const EPOCH_US = 1_700_000_000_000_000

/** Builds the planned spans, fed in the order given (default: as listed). A span's id is its place in the plan + 1. */
export function buildPlan(plan: readonly SpanPlan[], order: readonly number[] = plan.map((_, i) => i)): LoadedTrace {
  const strings: string[] = []
  const numbers = new Map<string, number>()
  const builder = createTraceBuilder(strings)
  for (const [record, planned] of order.entries()) {
    const { parent, service, name, kind, startUs, durationUs, error, follows, lostParent } = plan[planned]
    const process = builder.processSlot(service)
    builder.defineProcess(process, service, [])
    let number = numbers.get(name)
    if (number === undefined) numbers.set(name, (number = strings.push(name) - 1))
    const start = EPOCH_US + startUs
    builder.addSpan(record, start, start + durationUs, 0, planned + 1, number, process, kind, error ? FLAG.error : 0)
    const type = follows ? REF.followsFrom : REF.childOf
    if (lostParent !== undefined) builder.addReference(type, 1, lostParent, null)
    else if (parent >= 0) builder.addReference(type, 0, parent + 1, null)
  }
  return { trace: builder.finish('0123456789abcdef0123456789abcdef'), store: EMPTY_STORE }
}

export const EMPTY_STORE = {
  attributes: () => [],
  events: () => [],
  references: () => [],
  warnings: () => [],
}

/** Any tree at all, times in a narrow range so that ties, clipping and zero lengths are common. */
export const anyPlan = fc
  .array(
    fc.record({
      above: fc.nat(),
      service: fc.constantFrom('a', 'b', 'c'),
      name: fc.constantFrom('x', 'y'),
      kind: fc.nat(5),
      startUs: fc.nat(40),
      durationUs: fc.oneof(fc.nat(6), fc.nat(40)),
      error: fc.boolean(),
      fate: fc.nat(19),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((spans) =>
    spans.map(({ above, fate, ...span }, i): SpanPlan => {
      if (i === 0) return { ...span, parent: -1 }
      if (fate === 0) return { ...span, parent: -1, lostParent: above % 3 }
      return { ...span, parent: fate === 1 ? -1 : above % i, follows: fate === 2 }
    }),
  )

/** A shuffle of a plan's spans. */
export const shuffled = (plan: readonly SpanPlan[]) =>
  fc.shuffledSubarray(
    plan.map((_, i) => i),
    { minLength: plan.length, maxLength: plan.length },
  )

/** Calls between services, each well inside its caller: every clock right. Odd levels are CLIENT, even ones SERVER. */
export const nestedPlan = fc
  .array(
    fc.record({
      above: fc.nat(),
      service: fc.nat(4),
      from: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
      to: fc.double({ min: 0.6, max: 0.95, noNaN: true }),
    }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((calls) => {
    const plan: SpanPlan[] = [{ parent: -1, service: 's0', name: 'root', kind: 2, startUs: 0, durationUs: 2_000_000 }]
    for (const { above, service, from, to } of calls) {
      const parent = above % plan.length
      const { startUs, durationUs, service: caller, kind } = plan[parent]
      const start = startUs + Math.floor(durationUs * from)
      const end = startUs + Math.floor(durationUs * to)
      const isServer = kind === 3
      plan.push({
        parent,
        service: isServer ? `s${service}` : caller,
        name: `call ${plan.length}`,
        kind: isServer ? 2 : 3,
        startUs: start,
        durationUs: end - start,
      })
    }
    return plan
  })
