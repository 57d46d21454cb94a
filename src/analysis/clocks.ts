export type ClockVerdict = 'reference' | 'trusted' | 'skewed' | 'inconsistent' | 'unknown'

/** What is known of one clock domain. Offset = this domain's clock minus the root domain's, µs; null bounds where nothing bounds it. */
export interface ClockDomain {
  readonly domainId: number
  readonly serviceId: number
  readonly offsetUs: number | null
  readonly lowUs: number | null
  readonly highUs: number | null
  readonly verdict: ClockVerdict
  /** Number of span pairs that bound it. */
  readonly evidence: number
}

/** Evidence between two domains, aggregated: the tightest bounds of `to`'s clock against `from`'s. */
export interface ClockEdge {
  readonly fromDomain: number
  readonly toDomain: number
  readonly lowUs: number | null
  readonly highUs: number | null
  readonly evidence: number
  /** Spans that gave the tightest bound each (NONE where none). */
  readonly lowSpan: number
  readonly highSpan: number
}

export interface Clocks {
  readonly domains: readonly ClockDomain[]
  readonly edges: readonly ClockEdge[]
  /** Whether the default view is the corrected one: some domain is skewed with both bounds. */
  readonly correctable: boolean
}
