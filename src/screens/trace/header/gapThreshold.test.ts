import { expect, test } from 'vitest'
import { SLIDER_STEPS, stepOfThreshold, thresholdOfStep } from './gapThreshold.ts'

test('both ends of the slider', () => {
  expect(thresholdOfStep(0, 1_880_000)).toBe(1)
  expect(thresholdOfStep(SLIDER_STEPS, 1_880_000)).toBe(1_900_000)
})

test('a threshold comes back within the slider’s two digits', () => {
  for (const traceUs of [0, 1, 50, 1_880_000, 86_400_000_000])
    for (let step = 0; step <= SLIDER_STEPS; step++) {
      const us = thresholdOfStep(step, traceUs)
      expect(Number.isInteger(us)).toBe(true)
      const back = thresholdOfStep(stepOfThreshold(us, traceUs), traceUs)
      expect(Math.abs(back - us)).toBeLessThanOrEqual(Math.max(1, us * 0.15))
    }
})
