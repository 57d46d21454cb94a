/** ISO 8601 in UTC of a time in Unix ms; null when no calendar has it: a trace can claim any number. */
export const isoTime = (ms: number): string | null => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null)
