import { formatEventLine } from '../../analysis/formatEventLine.ts'
import { redact } from '../../analysis/sensitiveValues.ts'
import { compareText } from '../../lib/compareText.ts'
import type { Attribute, SpanEvent } from '../../model/trace.ts'

interface TagRow {
  readonly key: string
  /** Redacted; null where that side has no such tag. */
  readonly a: string | null
  readonly b: string | null
  readonly differs: boolean
}

/** One row per key of either side, those that differ first, each group by key. */
export function compareTags(a: readonly Attribute[], b: readonly Attribute[]): TagRow[] {
  const textsOf = (attributes: readonly Attribute[]) => {
    const texts = new Map<string, string>()
    for (const { key, value } of attributes)
      texts.set(key, texts.has(key) ? `${texts.get(key)}\n${String(value)}` : String(value))
    return texts
  }
  const from = textsOf(a)
  const to = textsOf(b)
  const rows = [...new Set([...from.keys(), ...to.keys()])].map((key): TagRow => {
    const before = from.get(key) ?? null
    const after = to.get(key) ?? null
    const hide = (text: string | null) => (text === null ? null : redact(key, text))
    return { key, a: hide(before), b: hide(after), differs: before !== after }
  })
  return rows.sort((x, y) => Number(y.differs) - Number(x.differs) || compareText(x.key, y.key))
}

interface EventRow {
  /** Redacted. */
  readonly line: string
  /** How often. */
  readonly inA: number
  readonly inB: number
}

/** One row per event that says the same, those that are not as often on both sides first, each group in their order. */
export function compareEvents(a: readonly SpanEvent[], b: readonly SpanEvent[]): EventRow[] {
  const counts = new Map<string, { inA: number; inB: number }>()
  const count = (events: readonly SpanEvent[], side: 'inA' | 'inB') => {
    for (const event of events) {
      const line = formatEventLine(event)
      const known = counts.get(line) ?? { inA: 0, inB: 0 }
      known[side]++
      counts.set(line, known)
    }
  }
  count(a, 'inA')
  count(b, 'inB')
  const rows = Array.from(counts, ([line, { inA, inB }]): EventRow => ({ line, inA, inB }))
  return rows.sort((x, y) => Number(y.inA !== y.inB) - Number(x.inA !== x.inB))
}
