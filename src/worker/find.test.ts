import { expect, test } from 'vitest'
import { readBytes } from '../formats/readBytes.ts'
import { readRecorded } from '../formats/recordedTraces.ts'
import { titleOf } from '../model/trace.ts'
import { findText } from './find.ts'
import type { FindProgress } from './protocol.ts'

function load(name: string) {
  const read = readBytes(readRecorded(name))
  if (!read.ok) throw new Error(read.failure.message)
  return read.value.traces[0]
}

async function find(name: string, text: string, signal = new AbortController().signal) {
  const { trace, store } = load(name)
  const seen: FindProgress[] = []
  const last = await findText({ bytes: store }, trace, text, signal, (progress) => seen.push(progress))
  return { trace, seen, last }
}

test('by operation, tag value and process tag', async () => {
  const { trace, last } = await find('doc-pipeline/gap-201/jaeger.json', 'EXTRACT_text')
  expect(Array.from(last!.spans, (span) => titleOf(trace, span))).toEqual(['document-service: document.extract_text'])
  expect(last).toMatchObject({ done: true, searched: 27 })
  expect((await find('doc-pipeline/gap-201/jaeger.json', 'embedding-service-1')).last!.spans.length).toBe(6)
})

test('nothing', async () => {
  const { seen, last } = await find('doc-pipeline/gap-201/jaeger.json', 'no such text')
  expect(last).toEqual({ spans: new Uint32Array(0), searched: 27, done: true })
  expect(seen).toEqual([])
})

test('matches are ascending, and the last report is complete', async () => {
  const { seen, last } = await find('big/batch-5000/jaeger.json.gz', 'batch')
  expect(last!.done).toBe(true)
  expect(last!.spans.length).toBe(16)
  expect([...last!.spans]).toEqual([...last!.spans].sort((a, b) => a - b))
  for (const { spans } of seen) expect([...last!.spans]).toEqual(expect.arrayContaining([...spans].slice(0, 20)))
})

test('an aborted search says nothing more', async () => {
  const { seen, last } = await find('big/batch-5000/jaeger.json.gz', 'batch', AbortSignal.abort())
  expect(seen).toEqual([])
  expect(last).toBeNull()
})
