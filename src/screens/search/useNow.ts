import { useEffect, useState } from 'react'

/** The time in Unix µs, every so often: relative times must not stand still. */
export function useNow(everyMs: number): number {
  const [nowUs, setNow] = useState(() => Date.now() * 1e3)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1e3), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowUs
}
