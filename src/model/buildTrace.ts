import { clockDomainOf } from './clockDomain.ts'
import { chooseParents, indexIds, REF, type ExtraReference, type Parents } from './chooseParents.ts'
import { pick, pickTimes } from './pick.ts'
import { computePreOrder, type PreOrder } from './preOrder.ts'
import { formatSpanId, normalizeSpanId, normalizeTraceId, parseSpanId } from './spanIds.ts'
import { createSpanTable, growSpanTable, withoutRoom, type SpanTable } from './spanTable.ts'
import { FLAG, NONE, type Attribute, type Link, type Process, type Trace } from './trace.ts'

export { REF }

/** The service of spans whose process is nowhere in the input. */
export const UNKNOWN_SERVICE = 'unknown-service'

/** Takes spans one by one, in any order, and makes a `Trace` of them. It throws on no input: oddities become flags. */
export interface TraceBuilder {
  readonly length: number
  /** Absolute starts of the spans so far, in input order; valid until the next call. */
  starts(): Float64Array
  /** Ids of the first reference of each span so far, in input order; valid until the next call. */
  firstReferences(): { readonly high: Uint32Array; readonly low: Uint32Array }
  /**
   * Adds a span and returns its index (for the calls below, which must follow before the next `addSpan`). `startUs`, `endUs`:
   * absolute, whole µs; an end before the start becomes a duration of 0, flagged. `name`: index into the builder's strings.
   */
  addSpan(
    record: number,
    startUs: number,
    endUs: number,
    idHigh: number,
    idLow: number,
    name: number,
    process: number,
    kind: number,
    flags: number,
  ): number
  /** Adds spans whose ends are not before their starts; their records are numbered from `firstRecord` on. */
  addSpans(spans: SpanColumns, firstRecord: number): void
  /** The id of the span just added is no number: `idHigh` and `idLow` were its hash (`parseSpanId`). */
  setOddId(odd: string): void
  /** Digits of the span just added below the µs, 0 to 999 each. */
  setNanos(startNs: number, durationNs: number): void
  /** A reference of the span just added to a span of the same trace; in the order of the input. */
  addReference(refType: number, high: number, low: number, odd: string | null): void
  /** A reference of the span just added into another trace. */
  addForeignReference(refType: number, traceId: string, spanId: string): void
  /** The slot of the process that the input calls `key`; it may be defined later. */
  processSlot(key: string): number
  defineProcess(slot: number, service: string, attributes: readonly Attribute[]): void
  finish(traceId: string, warnings?: readonly string[]): Trace
}

/** Spans by columns, in the order of the input: each ordinary, and with at most one reference, to a span of its trace. */
export interface SpanColumns {
  readonly length: number
  readonly startUs: Float64Array
  readonly endUs: Float64Array
  readonly idHigh: Uint32Array
  readonly idLow: Uint32Array
  /** `REF`; of what it refers to the id is `refHigh`, `refLow`. */
  readonly refType: Uint8Array
  readonly refHigh: Uint32Array
  readonly refLow: Uint32Array
  readonly name: Uint32Array
  readonly process: Uint32Array
  readonly kind: Uint8Array
  readonly flags: Uint32Array
  /** Digits below the µs, 0 to 999 each; null when all are 0. */
  readonly nanos: { readonly start: Uint16Array; readonly duration: Uint16Array } | null
}

/** `strings`: operation names by index; may be shared between builders and grow while they are used. */
export function createTraceBuilder(strings: readonly string[]): TraceBuilder {
  const table = createSpanTable()
  const extras: ExtraReference[] = []
  const slots = new Map<string, number>()
  const definitions: ({ service: string; attributes: readonly Attribute[] } | undefined)[] = []

  return {
    get length() {
      return table.length
    },

    starts: () => table.startUs.subarray(0, table.length),
    firstReferences: () => ({ high: table.refHigh, low: table.refLow }),

    addSpan(record, startUs, endUs, idHigh, idLow, name, process, kind, flags) {
      const span = table.length
      if (span === table.record.length) growSpanTable(table, span + 1)
      table.record[span] = record
      table.startUs[span] = startUs
      table.endUs[span] = endUs < startUs ? startUs : endUs
      table.idHigh[span] = idHigh
      table.idLow[span] = idLow
      table.name[span] = name
      table.process[span] = process
      table.kind[span] = kind
      table.flags[span] = endUs < startUs ? flags | FLAG.endBeforeStart : flags
      table.refType[span] = REF.none
      table.length = span + 1
      return span
    },

    addSpans(spans, firstRecord) {
      const from = table.length
      const to = from + spans.length
      if (to > table.record.length) growSpanTable(table, to)
      table.startUs.set(spans.startUs, from)
      table.endUs.set(spans.endUs, from)
      table.idHigh.set(spans.idHigh, from)
      table.idLow.set(spans.idLow, from)
      table.name.set(spans.name, from)
      table.process.set(spans.process, from)
      table.kind.set(spans.kind, from)
      table.flags.set(spans.flags, from)
      table.refHigh.set(spans.refHigh, from)
      table.refLow.set(spans.refLow, from)
      if (spans.nanos) {
        table.startNs ??= new Uint16Array(table.record.length)
        table.durationNs ??= new Uint16Array(table.record.length)
        table.startNs.set(spans.nanos.start, from)
        table.durationNs.set(spans.nanos.duration, from)
      }
      table.refType.set(spans.refType, from)
      for (let i = 0; i < spans.length; i++) table.record[from + i] = firstRecord + i
      table.length = to
    },

    setOddId(odd) {
      table.oddIds.set(table.length - 1, odd)
    },

    setNanos(startNs, durationNs) {
      table.startNs ??= new Uint16Array(table.record.length)
      table.durationNs ??= new Uint16Array(table.record.length)
      table.startNs[table.length - 1] = startNs
      table.durationNs[table.length - 1] = durationNs
    },

    addReference(refType, high, low, odd) {
      const span = table.length - 1
      const isFirst = table.refType[span] === REF.none && extras[extras.length - 1]?.span !== span
      if (!isFirst) {
        extras.push({ span, refType, traceId: null, high, low, odd })
        return
      }
      table.refType[span] = refType
      table.refHigh[span] = high
      table.refLow[span] = low
      if (odd !== null) table.oddRefs.set(span, odd)
    },

    addForeignReference(refType, traceId, spanId) {
      extras.push({ span: table.length - 1, refType, traceId: normalizeTraceId(traceId), ...parseSpanId(spanId) })
    },

    processSlot(key) {
      let slot = slots.get(key)
      if (slot === undefined) slots.set(key, (slot = slots.size))
      return slot
    },

    defineProcess(slot, service, attributes) {
      definitions[slot] ??= { service, attributes }
    },

    finish(traceId, warnings = []) {
      const spans = withoutRoom(table)
      const parents = chooseParents(spans, extras)
      const order = computePreOrder(spans, parents.parent)
      for (const link of parents.links) spans.flags[link.span] |= FLAG.hasLinks
      const mainRoot = findMainRoot(spans, order)
      const epoch = mainRoot === NONE ? 0 : spans.startUs[order.oldOf[mainRoot]]
      const columns = reorderColumns(spans, order.oldOf, epoch)
      const { processes, processId, services, domains } = internProcesses(columns.process, definitions)
      const { names, nameId } = internNames(columns.name, strings)

      return {
        traceId: normalizeTraceId(traceId),
        length: spans.length,
        epochUs: BigInt(epoch),
        startUs: columns.startUs,
        endUs: columns.endUs,
        parent: order.parent,
        depth: order.depth,
        subtreeEnd: order.subtreeEnd,
        serviceId: pick(
          processId,
          Uint32Array.from(processes, ({ serviceId }) => serviceId),
        ),
        nameId,
        processId,
        kind: columns.kind,
        flags: columns.flags,
        idHigh: columns.idHigh,
        idLow: columns.idLow,
        oddIds: new Map([...spans.oddIds].map(([span, odd]) => [order.newOf[span], odd])),
        record: columns.record,
        mainRoot,
        services,
        names,
        processes,
        domains,
        missingParentOf: new Map(
          [...parents.missing].map(([span, { high, low, odd }]) => [order.newOf[span], odd ?? formatSpanId(high, low)]),
        ),
        links: resolveLinks(spans, parents, order, normalizeTraceId(traceId)),
        startNs: spans.startNs && pick(order.oldOf, spans.startNs),
        durationNs: spans.durationNs && pick(order.oldOf, spans.durationNs),
        warnings,
      }
    },
  }
}

/** The columns that all traces have, in their new order; times from `epoch` on. */
function reorderColumns(table: SpanTable, oldOf: Uint32Array, epoch: number) {
  return {
    startUs: pickTimes(oldOf, table.startUs, epoch),
    endUs: pickTimes(oldOf, table.endUs, epoch),
    name: pick(oldOf, table.name),
    process: pick(oldOf, table.process),
    kind: pick(oldOf, table.kind),
    flags: pick(oldOf, table.flags),
    idHigh: pick(oldOf, table.idHigh),
    idLow: pick(oldOf, table.idLow),
    record: pick(oldOf, table.record),
  }
}

/**
 * The main root (index in pre-order): of the spans without any parent reference, else of the orphans, else of what is left of
 * cycles and self-parents, the one with most descendants, then the longest, the earliest, the smallest id.
 */
function findMainRoot(table: SpanTable, { oldOf, subtreeEnd }: PreOrder): number {
  const tier = (old: number) =>
    table.flags[old] & FLAG.orphan ? 1 : table.flags[old] & (FLAG.cycleCut | FLAG.selfParent) ? 2 : 0
  const compare = (a: number, b: number) => {
    const oldA = oldOf[a]
    const oldB = oldOf[b]
    return (
      tier(oldA) - tier(oldB) ||
      subtreeEnd[b] - b - (subtreeEnd[a] - a) ||
      table.endUs[oldB] - table.startUs[oldB] - (table.endUs[oldA] - table.startUs[oldA]) ||
      table.startUs[oldA] - table.startUs[oldB] ||
      table.idHigh[oldA] - table.idHigh[oldB] ||
      table.idLow[oldA] - table.idLow[oldB]
    )
  }
  let best = NONE
  for (let root = 0; root < oldOf.length; root = subtreeEnd[root]) {
    if (best === NONE || compare(root, best) < 0) best = root
  }
  return best
}

/**
 * Equal processes become one. Processes, services and clock domains are numbered by first use, whatever the input calls
 * them, so that a trace reads the same from every format. `slotOf` becomes the result's `processId`.
 */
function internProcesses(
  slotOf: Uint32Array,
  definitions: readonly ({ service: string; attributes: readonly Attribute[] } | undefined)[],
) {
  const processes: Process[] = []
  const byContent = new Map<string, number>()
  const services = new Map<string, number>()
  const domains = new Map<string, number>()
  const processOfSlot: number[] = []
  for (let span = 0; span < slotOf.length; span++) {
    slotOf[span] = processOfSlot[slotOf[span]] ??= intern(slotOf[span])
  }
  return { processes, processId: slotOf, services: [...services.keys()], domains: [...domains.keys()] }

  function intern(slot: number): number {
    const { service, attributes } = definitions[slot] ?? { service: UNKNOWN_SERVICE, attributes: [] }
    const content = JSON.stringify([service, attributes])
    let process = byContent.get(content)
    if (process === undefined) {
      process = processes.length
      byContent.set(content, process)
      const serviceId = numberOf(services, service)
      processes.push({ serviceId, domainId: numberOf(domains, clockDomainOf(service, attributes)), attributes })
    }
    return process
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  let number = numbers.get(text)
  if (number === undefined) numbers.set(text, (number = numbers.size))
  return number
}

/** Numbers the names by first use; `strings` may hold those of other traces too. */
function internNames(name: Uint32Array, strings: readonly string[]): { names: string[]; nameId: Uint32Array } {
  const names: string[] = []
  // As large as the trace, not as the strings: a body of many traces shares those.
  const numbers = new Map<number, number>()
  for (let span = 0; span < name.length; span++) {
    let number = numbers.get(name[span])
    if (number === undefined) {
      number = names.push(strings[name[span]]) - 1
      numbers.set(name[span], number)
    }
    name[span] = number
  }
  return { names, nameId: name }
}

function resolveLinks(table: SpanTable, { links }: Parents, { newOf }: PreOrder, traceId: string): Link[] {
  if (links.length === 0) return []
  const ids = indexIds(table)
  const resolved = links.map(({ span, traceId: other, high, low, odd }): Link => {
    const target = other === null ? ids.any(high, low, odd) : NONE
    return {
      from: newOf[span],
      traceId: other ?? traceId,
      spanId: odd === null ? formatSpanId(high, low) : normalizeSpanId(odd),
      to: target === NONE ? NONE : newOf[target],
    }
  })
  return resolved.sort((a, b) => a.from - b.from)
}
