import * as kernel from '../kernels/constants.ts'
import { UNSETTLED } from '../kernels/findParents.ts'
import { kernels } from '../kernels/kernels.ts'
import { FLAG, KIND, NONE } from './trace.ts'
import type { SpanTable } from './spanTable.ts'

/** What is kept of a span's references while reading, in input order. */
export const REF = {
  none: kernel.REF_NONE,
  childOf: kernel.REF_CHILD_OF,
  followsFrom: kernel.REF_FOLLOWS_FROM,
} as const

/** A reference besides the first one of its span, or one into another trace (`traceId` not null). */
export interface ExtraReference {
  readonly span: number
  readonly refType: number
  readonly traceId: string | null
  readonly high: number
  readonly low: number
  readonly odd: string | null
}

export interface Parents {
  /** Index in input order, NONE for a root. */
  readonly parent: Int32Array
  /** Orphans: the reference whose span is not here. */
  readonly missing: Map<number, { high: number; low: number; odd: string | null }>
  /** References that are not the one to the parent. */
  readonly links: ExtraReference[]
}

/**
 * Gives every span its parent: the first CHILD_OF within the trace, else the first FOLLOWS_FROM within the trace that is
 * not the span itself (one whose span is here, before one whose span is not). Marks orphans, self-parents, FOLLOWS_FROM
 * children and duplicate ids in `flags`; cuts cycles at their earliest span. `table` has no spare room. O(spans + references).
 */
export function chooseParents(table: SpanTable, extras: readonly ExtraReference[]): Parents {
  const { length, flags, refType, refHigh, refLow, oddRefs } = table
  const parent = new Int32Array(length)
  const missing: Parents['missing'] = new Map()
  const links: ExtraReference[] = []
  if (findOrdinaryParents(table, extras, parent) > 0) settleOthers(indexIds(table))
  kernels().cutCycles(table.startUs, table.idHigh, table.idLow, parent, flags)
  return { parent, missing, links }

  function settleOthers(ids: IdIndex): void {
    let extra = 0
    for (let span = 0; span < length; span++) {
      if (parent[span] !== UNSETTLED) continue
      parent[span] = NONE
      const first = refType[span]
      const firstExtra = extra
      while (extra < extras.length && extras[extra].span === span) extra++
      if (firstExtra === extra) {
        if (first === REF.none) continue
        const odd = oddRefs.size === 0 ? null : (oddRefs.get(span) ?? null)
        const found = ids.find(refHigh[span], refLow[span], odd, span)
        if (found === NONE && first === REF.followsFrom && ids.isSelf(refHigh[span], refLow[span], odd, span)) {
          links.push({ span, refType: first, traceId: null, high: refHigh[span], low: refLow[span], odd })
        } else {
          settle(ids, span, first, refHigh[span], refLow[span], odd, found)
        }
        continue
      }
      const all = extras.slice(firstExtra, extra)
      if (first !== REF.none) {
        all.unshift({
          span,
          refType: first,
          traceId: null,
          high: refHigh[span],
          low: refLow[span],
          odd: oddRefs.get(span) ?? null,
        })
      }
      chooseAmong(ids, span, all)
    }
  }

  function settle(
    ids: IdIndex,
    span: number,
    type: number,
    high: number,
    low: number,
    odd: string | null,
    found: number,
  ): void {
    if (found !== NONE) {
      parent[span] = found
    } else if (ids.isSelf(high, low, odd, span)) {
      flags[span] |= FLAG.selfParent
      return
    } else if (high === 0 && low === 0 && odd === null) {
      return // "0" is how some clients spell "no parent"
    } else {
      flags[span] |= FLAG.orphan
      missing.set(span, { high, low, odd })
    }
    if (type === REF.followsFrom) flags[span] |= FLAG.followsFrom
  }

  function chooseAmong(ids: IdIndex, span: number, all: readonly ExtraReference[]): void {
    const here = (reference: ExtraReference) => ids.find(reference.high, reference.low, reference.odd, span)
    const isSelf = (reference: ExtraReference) =>
      here(reference) === NONE && ids.isSelf(reference.high, reference.low, reference.odd, span)
    const own = all.filter((reference) => reference.traceId === null)
    const childOfs = own.filter((reference) => reference.refType === REF.childOf)
    const follows = own.filter((reference) => reference.refType === REF.followsFrom && !isSelf(reference))
    if (childOfs.some(isSelf)) flags[span] |= FLAG.selfParent
    const chosen =
      childOfs.find((reference) => !isSelf(reference)) ??
      follows.find((reference) => here(reference) !== NONE) ??
      follows[0]
    if (chosen) settle(ids, span, chosen.refType, chosen.high, chosen.low, chosen.odd, here(chosen))
    for (const reference of all) {
      if (
        reference !== chosen &&
        !(reference.refType === REF.childOf && reference.traceId === null && isSelf(reference))
      ) {
        links.push(reference)
      }
    }
  }
}

/** The parents that one id tells; the others are `UNSETTLED`. Returns how many those are. */
function findOrdinaryParents(table: SpanTable, extras: readonly ExtraReference[], parent: Int32Array): number {
  const { length, oddIds, oddRefs, idHigh, idLow, refHigh, refLow, flags } = table
  if (oddIds.size === 0 && oddRefs.size === 0) {
    let { refType } = table
    if (extras.length > 0) {
      refType = refType.slice()
      for (const { span } of extras) refType[span] = kernel.REF_SEVERAL
    }
    const unsettled = kernels().findParents(idHigh, idLow, refType, refHigh, refLow, parent, flags)
    if (unsettled >= 0) return unsettled
  }
  parent.fill(UNSETTLED)
  return length
}

interface IdIndex {
  /** The span with this id that `child` hangs on; NONE when there is none besides the child itself. */
  find(high: number, low: number, odd: string | null, child: number): number
  isSelf(high: number, low: number, odd: string | null, span: number): boolean
  /** Any span with this id, NONE if none. */
  any(high: number, low: number, odd: string | null): number
}

/**
 * Open addressing on the two id halves. Spans that share an id are a group: a child goes to the group's first span that is
 * not itself, but to a server span of its own process before a client span of the same id (Zipkin's shared ids).
 */
export function indexIds(table: SpanTable): IdIndex {
  const { length, idHigh, idLow, oddIds, flags, kind, process } = table
  let capacity = 16
  while (capacity < length * 2) capacity *= 2
  const mask = capacity - 1
  const isPlain = oddIds.size === 0
  const slots = new Int32Array(capacity).fill(NONE)
  // Of each group of equal ids: the second member, by first member; and the first two server spans by (first member, process).
  const second = new Map<number, number>()
  const servers = new Map<string, [number, number]>()

  for (let span = 0; span < length; span++) {
    const odd = isPlain ? null : (oddIds.get(span) ?? null)
    const slot = slotOf(idHigh[span], idLow[span], odd)
    if (slots[slot] === NONE) {
      slots[slot] = span
      continue
    }
    const first = slots[slot]
    flags[span] |= FLAG.duplicateId
    flags[first] |= FLAG.duplicateId
    if (!second.has(first)) {
      second.set(first, span)
      noteServer(first, first)
    }
    noteServer(first, span)
  }
  return { find, isSelf, any }

  function noteServer(first: number, span: number): void {
    if (kind[span] !== KIND.server) return
    const key = `${first}/${process[span]}`
    const known = servers.get(key)
    if (!known) servers.set(key, [span, NONE])
    else if (known[1] === NONE) known[1] = span
  }

  function slotOf(high: number, low: number, odd: string | null): number {
    let slot = (Math.imul(high, 0x9e3779b1) ^ Math.imul(low ^ (high >>> 15), 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & mask
    for (let span = slots[slot]; span !== NONE; span = slots[slot]) {
      if (idHigh[span] === high && idLow[span] === low && (isPlain ? odd === null : sameId(span, high, low, odd))) break
      slot = (slot + 1) & mask
    }
    return slot
  }

  function sameId(span: number, high: number, low: number, odd: string | null): boolean {
    if (idHigh[span] !== high || idLow[span] !== low) return false
    return oddIds.size === 0 ? odd === null : (oddIds.get(span) ?? null) === odd
  }

  function any(high: number, low: number, odd: string | null): number {
    return slots[slotOf(high, low, odd)]
  }

  function find(high: number, low: number, odd: string | null, child: number): number {
    const first = slots[slotOf(high, low, odd)]
    if (first === NONE) return NONE
    if (second.size === 0) return first === child ? NONE : first
    const next = second.get(first)
    if (next === undefined) return first === child ? NONE : first
    const own = servers.get(`${first}/${process[child]}`)
    if (own && own[0] !== child) return own[0]
    if (own && own[1] !== NONE) return own[1]
    return first === child ? next : first
  }

  function isSelf(high: number, low: number, odd: string | null, span: number): boolean {
    return sameId(span, high, low, odd)
  }
}
