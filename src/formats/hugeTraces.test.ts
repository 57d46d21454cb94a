import { expect, test } from 'vitest'
import { createTraceReader, type ReadTrace } from './traceReader.ts'

/** Reads text that is made piece by piece, so that it never exists as one string. */
function readPieces(pieces: Iterable<string>): ReadTrace {
  const encoder = new TextEncoder()
  const reader = createTraceReader()
  let buffer = ''
  for (const piece of pieces) {
    buffer += piece
    if (buffer.length < 60_000) continue
    reader.push(encoder.encode(buffer))
    buffer = ''
  }
  reader.push(encoder.encode(buffer))
  const { state, traces } = reader.finish()
  expect(state).toBe('complete')
  expect(traces).toHaveLength(1)
  return traces[0]
}

const hex = (n: number) => n.toString(16).padStart(16, '0')
const span = (id: number, parent: number | null, process = 'p1', tags = '[]') =>
  `{"spanID":"${hex(id)}","operationName":"op","references":[${parent === null ? '' : `{"refType":"CHILD_OF","spanID":"${hex(parent)}"}`}],"startTime":${1e15 + id},"duration":5,"tags":${tags},"processID":"${process}"}`

function* trace(count: number, spanAt: (index: number) => string, processes = '{"p1":{"serviceName":"s"}}') {
  yield '{"data":[{"traceID":"1","spans":['
  for (let index = 0; index < count; index++) yield (index === 0 ? '' : ',') + spanAt(index)
  yield `],"processes":${processes}}]}`
}

test('100,000 deep', () => {
  const { trace: read } = readPieces(trace(100_000, (i) => span(i + 1, i === 0 ? null : i)))
  expect(read.depth[99_999]).toBe(99_999)
})

test('100,000 wide', () => {
  const { trace: read } = readPieces(trace(100_000, (i) => span(i + 1, i === 0 ? null : 1)))
  expect(read.subtreeEnd[0]).toBe(100_000)
})

test('10,000 services', () => {
  const processes = `{${Array.from({ length: 10_000 }, (_, i) => `"p${i}":{"serviceName":"service ${i}","tags":[{"key":"ip","value":"10.0.0.${i}"}]}`).join(',')}}`
  const { trace: read } = readPieces(trace(10_000, (i) => span(i + 1, i === 0 ? null : 1, `p${i}`), processes))
  expect(new Set(read.services).size).toBe(10_000)
  expect(read.domains).toContain('service 77@10.0.0.77')
})

test('a tag of 100 MB', () => {
  const block = 'x'.repeat(100_000)
  function* pieces() {
    yield `{"data":[{"spans":[${span(1, null)},{"spanID":"2","tags":[{"key":"blob","value":"`
    for (let i = 0; i < 1000; i++) yield block
    yield `"},{"key":"error","value":true}]},${span(3, 1)}]}]}`
  }
  const { trace: read, store } = readPieces(pieces())
  expect(read.length).toBe(3)
  const record = [...read.record].find((_, index) => (read.flags[index] & 1) !== 0)!
  expect(String(store.attributes(record)[0].value)).toHaveLength(100_000_000)
}, 30_000)

test('nesting 1,000,000 deep in a tag is walked over', () => {
  const deep = `[{"key":"deep","value":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}]`
  const { trace: read, store } = readPieces(trace(2, (i) => span(i + 1, null, 'p1', i === 0 ? deep : '[]')))
  expect(read.length).toBe(2)
  expect(String(store.attributes(read.record[0])[0].value)).toHaveLength(2_000_000)
})
