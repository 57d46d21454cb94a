import { redact } from '../analysis/sensitiveValues.ts'
import { NONE, type Attribute, type LoadedTrace } from '../model/trace.ts'
import type { TagValues } from './protocol.ts'
import type { CachedTrace } from './traceCache.ts'

/** Of each trace so many spans, evenly spread, are looked at for their keys. */
const SAMPLE = 40

/** Keys of tags and process tags, those of most traces first. */
export function listTagKeysOf(entries: readonly Pick<CachedTrace, 'loaded'>[]): string[] {
  const counts = new Map<string, number>()
  for (const { loaded } of entries) {
    const { trace, store } = loaded
    const keys = new Set(trace.processes.flatMap(({ attributes }) => attributes.map(({ key }) => key)))
    const stride = Math.max(1, Math.floor(trace.length / SAMPLE))
    for (let span = 0; span < trace.length; span += stride)
      for (const { key } of store.attributes(trace.record[span])) keys.add(key)
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).map(([key]) => key)
}

/** A trace of many spans may have as many values of one key: the first so many are told. */
const MOST_VALUES = 20

/** For each key the different values in a trace, the main root's first, then in drawing order; sensitive ones masked. O(spans). */
export function readTagValues({ trace, store }: LoadedTrace, keys: readonly string[]): TagValues {
  const found = keys.map(() => new Set<string>())
  const add = (attributes: readonly Attribute[]) => {
    for (const { key, value } of attributes) {
      const at = keys.indexOf(key)
      if (at < 0 || found[at].size >= MOST_VALUES) continue
      found[at].add(redact(key, value === null ? '' : String(value)))
    }
  }
  const addSpan = (span: number) => {
    add(store.attributes(trace.record[span]))
    add(trace.processes[trace.processId[span]].attributes)
  }
  if (trace.mainRoot !== NONE) addSpan(trace.mainRoot)
  for (let span = 0; span < trace.length; span++) addSpan(span)
  return found.map((values) => [...values])
}
