/** One parent span that was never received. */
export interface MissingParent {
  readonly parentSpanId: string
  readonly children: readonly number[]
  readonly suspectedService: string | null
  /** The client span that points at it, NONE when unknown. */
  readonly caller: number
  readonly startUs: number
  readonly endUs: number
}
