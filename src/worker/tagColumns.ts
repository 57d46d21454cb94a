import { NONE, type Attribute, type Trace } from '../model/trace.ts'
import type { TagColumn } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** Decoding every span of a large trace for its keys is not worth the wait: so many, evenly spread, are looked at. */
const SAMPLE = 5_000

/** Keys of tags and process tags, the most frequent first. */
export function listTagKeys({ loaded: { trace, store } }: CachedTrace): string[] {
  const counts = new Map<string, number>()
  const count = (attributes: readonly Attribute[], by: number) => {
    for (const { key } of attributes) counts.set(key, (counts.get(key) ?? 0) + by)
  }
  const stride = Math.max(1, Math.ceil(trace.length / SAMPLE))
  for (let span = 0; span < trace.length; span += stride) {
    count(store.attributes(trace.record[span]), 1)
    count(trace.processes[trace.processId[span]].attributes, 1)
  }
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).map(([key]) => key)
}

/** One tag's values over the spans of a view; a process tag counts for its spans where they have none of their own. */
export function readTagColumn({ loaded: { store } }: CachedTrace, trace: Trace, key: string): TagColumn {
  const values: string[] = []
  const numbers = new Map<string, number>()
  const numberOf = (attributes: readonly Attribute[]): number => {
    const attribute = attributes.find((candidate) => candidate.key === key)
    if (!attribute) return NONE
    const text = attribute.value === null ? '' : String(attribute.value)
    let number = numbers.get(text)
    if (number === undefined) numbers.set(text, (number = values.push(text) - 1))
    return number
  }
  const ofProcess = trace.processes.map(({ attributes }) => numberOf(attributes))
  const valueOf = new Int32Array(trace.length)
  for (let span = 0; span < trace.length; span++) {
    const own = numberOf(store.attributes(trace.record[span]))
    valueOf[span] = own === NONE ? ofProcess[trace.processId[span]] : own
  }
  return { values, valueOf }
}
