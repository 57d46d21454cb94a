import { expect, test } from 'vitest'
import { drawTrace } from './drawTrace.ts'
import { isYoungAt } from './youth.ts'

test('a trace is young for a minute after its last end, wherever that is', () => {
  const { trace } = drawTrace(`
    root  ===
      a    ======
  `)
  let lastUs = 0
  for (const endUs of trace.endUs) lastUs = Math.max(lastUs, endUs)
  const endMs = Number(trace.epochUs) / 1e3 + lastUs / 1e3
  expect(isYoungAt(trace, endMs + 59_000)).toBe(true)
  expect(isYoungAt(trace, endMs + 61_000)).toBe(false)
  expect(isYoungAt({ ...trace, length: 0 }, endMs)).toBe(false)
})
