import { useEffect, useState } from 'react'
import { afterFrame } from './afterFrame.ts'

/** False in a component's first frame: what can wait is drawn, and asked for, after it. */
export const useIsDrawn = (): boolean => useDrawnSteps(1) === 1

/** 0 in a component's first frame, then one more after each frame, up to `last`: what is costly comes in as many tasks. */
export function useDrawnSteps(last: number): number {
  const [step, setStep] = useState(0)
  useEffect(() => (step < last ? afterFrame(() => setStep(step + 1)) : undefined), [step, last])
  return step
}
