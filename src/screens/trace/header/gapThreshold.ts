/** The slider's range: 1 µs to the length of the trace, in equal steps of the logarithm. */
export const SLIDER_STEPS = 200

export function stepOfThreshold(minGapUs: number, traceUs: number): number {
  const top = Math.log(Math.max(traceUs, 10))
  return Math.round((Math.log(Math.min(Math.max(minGapUs, 1), Math.max(traceUs, 10))) / top) * SLIDER_STEPS)
}

/** µs, two significant digits: what a hand on a slider can mean. */
export function thresholdOfStep(step: number, traceUs: number): number {
  const us = Math.exp((step / SLIDER_STEPS) * Math.log(Math.max(traceUs, 10)))
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(us)) - 1)
  return Math.max(1, Math.round(us / magnitude) * magnitude)
}
