import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { computeFindings } from '../analysis/computeFindings.ts'
import type { Findings } from '../analysis/findings.ts'
import { readBytes } from '../formats/readBytes.ts'
import { readRecorded } from '../formats/recordedTraces.ts'
import { findInParts } from './findInParts.ts'

function load(name: string) {
  const read = readBytes(readRecorded(name))
  if (!read.ok) throw new Error(read.failure.message)
  const loaded = read.value.traces[0]
  return { analysis: analyze(loaded, { clocks: 'auto', minGapUs: null }), store: loaded.store }
}

test('the parts add up to the whole, what decides about rows first, and messages get through in between', async () => {
  const { analysis, store } = load('big/batch-5000/jaeger.json.gz')
  const parts: Partial<Findings>[] = []
  let turns = 0
  const turn = () => {
    turns++
    if (parts.length < 4) setImmediate(turn)
  }
  setImmediate(turn)
  const all = await findInParts(analysis, store, new AbortController().signal, (part) => parts.push(part), 0)
  expect(all).toEqual(computeFindings(analysis, store))
  expect(Object.keys(parts[0])).toEqual(['missingParents', 'repeats'])
  expect({ ...Object.assign({}, ...parts), sensitive: all!.sensitive }).toEqual(all)
  expect(turns).toBeGreaterThan(1)
})

test('whoever has left is told nothing more', async () => {
  const { analysis, store } = load('doc-pipeline/gap-201/jaeger.json')
  const abort = new AbortController()
  const parts: unknown[] = []
  const all = await findInParts(
    analysis,
    store,
    abort.signal,
    (part) => {
      parts.push(part)
      abort.abort()
    },
    0,
  )
  expect(all).toBeNull()
  expect(parts.length).toBe(1)
})

test('what is found within one slice is told together', async () => {
  const { analysis, store } = load('doc-pipeline/gap-201/jaeger.json')
  const parts: unknown[] = []
  const tell = (part: unknown) => parts.push(part)
  expect(await findInParts(analysis, store, new AbortController().signal, tell, Infinity)).not.toBeNull()
  expect(parts).toEqual([])
})
