import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gaps } from '../analysis/gaps.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { longestGaps, notableGaps } from './notableGaps.ts'

const { trace } = drawTrace('root ====')

/** Gaps of these lengths, one behind the other, all of the one span. */
function gapsOf(lengths: readonly number[]): Gaps {
  const startUs = Float64Array.from(lengths, (_, i) => i * 10)
  return {
    length: lengths.length,
    startUs,
    endUs: startUs.map((start, i) => start + lengths[i]),
    owner: new Int32Array(lengths.length),
  } as unknown as Gaps
}

// Few different lengths: what is as long as the last of the longest must not be lost, nor let the work grow.
const lengths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 400 })

test('the longest of the notable gaps are the first of all of them, and all are counted', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), (all, minGapUs, most) => {
      const analysis = { trace, gaps: gapsOf(all), minGapUs }
      const expected = all
        .map((us, gap) => ({ us, gap }))
        .filter(({ us }) => us >= minGapUs)
        .toSorted((a, b) => b.us - a.us || a.gap - b.gap)
        .map(({ gap }) => gap)
      expect(notableGaps(analysis)).toEqual(expected)
      expect(longestGaps(analysis, most)).toEqual({ longest: expected.slice(0, most), total: expected.length })
    }),
  )
})
