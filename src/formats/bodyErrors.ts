/** What a server says went wrong, in the body itself. */
export interface BodyError {
  /** HTTP status, where it is named. */
  readonly code: number | null
  readonly message: string
  /** The trace it is about, in answers for several. */
  readonly traceId: string | null
}

/** Reads the JSON of a member `errors` (a list of `{code, msg, traceID}`) or `error` (`{httpCode, message}`, or a text). */
export function parseBodyErrors(json: string): BodyError[] {
  const errors: BodyError[] = []
  const value: unknown = JSON.parse(json)
  for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof entry === 'string' && entry !== '') errors.push({ code: null, message: entry, traceId: null })
    if (typeof entry !== 'object' || entry === null) continue
    const { code, httpCode, msg, message, traceID } = entry as Record<string, unknown>
    const status = Number(code ?? httpCode)
    errors.push({
      code: Number.isFinite(status) ? status : null,
      message: textOf(msg ?? message),
      traceId: typeof traceID === 'string' ? traceID : null,
    })
  }
  return errors
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)
