import { drain } from '../lib/drain.ts'
import { compareText } from '../lib/compareText.ts'
import type { Attribute, LoadedTrace } from '../model/trace.ts'
import type { TraceDiff } from './diff.ts'

/** One change of a tag's value, on all matched pairs that have it: `service.version` 1.4.1 → 1.4.2. */
export interface AttributeChange {
  readonly where: 'tag' | 'process'
  readonly key: string
  /** As text; null where that side does not have the key. A key that occurs twice has its values one per line. */
  readonly a: string | null
  readonly b: string | null
  /** The pairs, by index in A's and in B's view. */
  readonly aSpans: Int32Array
  readonly bSpans: Int32Array
}

const PAIRS_PER_STEP = 64

/**
 * What matched spans say differently. A key with few distinct changes tells more than one that is different everywhere
 * (thread ids, ports), so keys come in that order, then by number of spans. Decodes the attributes of every pair: in a worker.
 */
export function diffAttributes(a: LoadedTrace, b: LoadedTrace, diff: Pick<TraceDiff, 'pairs'>): AttributeChange[] {
  return drain(diffAttributesInSteps(a, b, diff))
}

/** The same, stopping every so many pairs for whoever has other questions to answer meanwhile. */
export function* diffAttributesInSteps(
  a: LoadedTrace,
  b: LoadedTrace,
  { pairs }: Pick<TraceDiff, 'pairs'>,
): Generator<undefined, AttributeChange[]> {
  const changes = new Map<string, Change>()
  const keys = new Map<string, KeyCount>()
  const processes = new Map<number, readonly Difference[]>()
  for (let i = 0; i < pairs.a.length; i++) {
    const spanA = pairs.a[i]
    const spanB = pairs.b[i]
    note(
      'tag',
      diffValues(a.store.attributes(a.trace.record[spanA]), b.store.attributes(b.trace.record[spanB])),
      spanA,
      spanB,
    )
    note('process', processDifferences(a.trace.processId[spanA], b.trace.processId[spanB]), spanA, spanB)
    if (i % PAIRS_PER_STEP === PAIRS_PER_STEP - 1) yield
  }
  return [...changes.values()]
    .sort(
      (x, y) =>
        x.of.distinct - y.of.distinct ||
        y.of.spans - x.of.spans ||
        compareText(x.key, y.key) ||
        y.aSpans.length - x.aSpans.length,
    )
    .map(({ where, key, a: valueA, b: valueB, aSpans, bSpans }) => ({
      where,
      key,
      a: valueA,
      b: valueB,
      aSpans: Int32Array.from(aSpans),
      bSpans: Int32Array.from(bSpans),
    }))

  function processDifferences(processA: number, processB: number): readonly Difference[] {
    const both = processA * b.trace.processes.length + processB
    let differences = processes.get(both)
    if (!differences) {
      differences = diffValues(a.trace.processes[processA].attributes, b.trace.processes[processB].attributes)
      processes.set(both, differences)
    }
    return differences
  }

  function note(where: 'tag' | 'process', differences: readonly Difference[], spanA: number, spanB: number): void {
    for (const { key, a: valueA, b: valueB } of differences) {
      const name = `${where} ${key}`
      let of = keys.get(name)
      if (!of) keys.set(name, (of = { distinct: 0, spans: 0 }))
      of.spans++
      const id = JSON.stringify([where, key, valueA, valueB])
      let change = changes.get(id)
      if (!change) {
        changes.set(id, (change = { where, key, a: valueA, b: valueB, of, aSpans: [], bSpans: [] }))
        of.distinct++
      }
      change.aSpans.push(spanA)
      change.bSpans.push(spanB)
    }
  }
}

interface KeyCount {
  distinct: number
  spans: number
}

interface Difference {
  readonly key: string
  readonly a: string | null
  readonly b: string | null
}

interface Change extends Difference {
  readonly where: 'tag' | 'process'
  readonly of: KeyCount
  readonly aSpans: number[]
  readonly bSpans: number[]
}

function diffValues(a: readonly Attribute[], b: readonly Attribute[]): Difference[] {
  const valuesA = byKey(a)
  const valuesB = byKey(b)
  const differences: Difference[] = []
  for (const [key, value] of valuesA) {
    const other = valuesB.get(key) ?? null
    if (value !== other) differences.push({ key, a: value, b: other })
  }
  for (const [key, value] of valuesB) if (!valuesA.has(key)) differences.push({ key, a: null, b: value })
  return differences
}

function byKey(attributes: readonly Attribute[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const { key, value } of attributes) {
    const text = String(value)
    const before = values.get(key)
    values.set(key, before === undefined ? text : `${before}\n${text}`)
  }
  return values
}
