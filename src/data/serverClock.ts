/** Answers say when they were made, in whole seconds; together with their way here, less than this is no difference. */
const TOLERANCE_MS = 60_000

let aheadMs = 0
const listeners = new Set<() => void>()

/** Compares an answer's `Date` with this browser's clock. An answer from a cache, or without a date, says nothing. */
export function noteServerDate({ headers }: Response, nowMs = Date.now()): void {
  const serverMs = Date.parse(headers.get('date') ?? '')
  if (!Number.isFinite(serverMs) || headers.has('age')) return
  const next = Math.abs(nowMs - serverMs) < TOLERANCE_MS ? 0 : nowMs - serverMs
  if (Math.abs(next - aheadMs) < TOLERANCE_MS && (next === 0) === (aheadMs === 0)) return
  aheadMs = next
  for (const listener of listeners) listener()
}

/** How far this browser's clock is ahead of the server's, ms; negative when it is behind, 0 when they agree within a minute. */
export const browserAheadMs = (): number => aheadMs

export function subscribeServerClock(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
