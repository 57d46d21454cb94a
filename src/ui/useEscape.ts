import { useLayoutEffect, useRef } from 'react'
import { afterFrame } from './afterFrame.ts'

/**
 * Escape, from the moment that a component is in the document. `until`: `drawn` for what listens itself once its effects have run,
 * `gone` for as long as it stands.
 */
export function useEscape(onEscape: () => void, until: 'drawn' | 'gone'): void {
  const latest = useRef(onEscape)
  latest.current = onEscape
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKey)
    const stop = () => document.removeEventListener('keydown', onKey)
    const callOff = until === 'drawn' ? afterFrame(stop) : stop
    return () => {
      callOff()
      stop()
    }
  }, [until])
}
