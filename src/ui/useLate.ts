import { useEffect, useState } from 'react'

/**
 * Props one frame late, together: what is costly to show of them does not hold up the frame in which the rest of the page has them
 * already. At first they are what they are.
 */
export function useLate<T extends object>(latest: T): T {
  const [late, setLate] = useState(latest)
  useEffect(() => {
    if (isSame(latest, late)) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setLate(latest))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  })
  return late
}

const isSame = <T extends object>(a: T, b: T): boolean =>
  (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key])
