/** Offsets from the trace's epoch in whole µs. */
export interface TimeRange {
  readonly fromUs: number
  readonly toUs: number
}

export const formatRange = ({ fromUs, toUs }: TimeRange): string => `${fromUs}..${toUs}`

export function parseRange(text: string | null): TimeRange | null {
  const match = /^(-?\d{1,15})\.\.(-?\d{1,15})$/.exec(text ?? '')
  if (!match) return null
  const [fromUs, toUs] = [Number(match[1]) + 0, Number(match[2]) + 0]
  return fromUs < toUs ? { fromUs, toUs } : null
}
