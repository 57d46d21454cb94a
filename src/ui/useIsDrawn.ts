import { useEffect, useState } from 'react'
import { afterFrame } from './afterFrame.ts'

/** False in a component's first frame: what can wait is drawn, and asked for, after it. */
export function useIsDrawn(): boolean {
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => afterFrame(() => setDrawn(true)), [])
  return isDrawn
}
