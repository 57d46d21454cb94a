import { expect, test } from 'vitest'
import { spanNamed, viewPicture } from './pictureRows.ts'
import { indexSegments } from './segmentIndex.ts'

test('finds the segments of a span, in time order', () => {
  const { trace, ledgers } = viewPicture(`
    root    ==========
      a      ==
      b         ===
  `)
  const { segments } = ledgers[0]
  const { first, order } = indexSegments(segments, trace.length)
  const times = (name: string) => {
    const span = spanNamed(trace, name)
    return [...order.subarray(first[span], first[span + 1])].map(
      (i) => `${segments.startUs[i] / 1000}–${segments.endUs[i] / 1000}`,
    )
  }
  expect(times('root')).toEqual(['0–1', '3–4', '7–10'])
  expect(times('a')).toEqual(['1–3'])
  expect(times('b')).toEqual(['4–7'])
  expect(first[trace.length]).toBe(segments.length)
})
