import { useCallback, useState } from 'react'

/** Hands an error of a task or a promise to the error boundary, as what a component throws itself. The same function in every render. */
export function useThrow(): (error: unknown) => void {
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null)
  // In a render: a setter that throws would not reach the boundary.
  if (failure) throw failure.error
  return useCallback((error) => setFailure({ error }), [])
}
