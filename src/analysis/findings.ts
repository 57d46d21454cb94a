import type { MissingParent } from './missingParents.ts'

/** A CLIENT span whose peer is one of ours but which has no SERVER below it; by time, the first is where the breadcrumbs stop. */
export interface LostContext {
  readonly span: number
  readonly peer: string | null
}

export interface Repeat {
  readonly parent: number
  readonly serviceId: number
  readonly nameId: number
  /** The normalised statement, '' when the spans have none. */
  readonly statement: string
  readonly spans: Uint32Array
  readonly totalUs: number
  /** Wall time from first start to last end. */
  readonly wallUs: number
  readonly sequential: boolean
}

export interface SpanError {
  readonly span: number
  readonly rootCause: boolean
  /** Root causes only: the failing ancestors that pass it on, nearest first. */
  readonly path: readonly number[]
  readonly type: string | null
  readonly message: string | null
  readonly stack: string | null
}

export interface RetryChain {
  readonly parent: number
  /** The attempts in order; all but possibly the last failed. */
  readonly attempts: readonly number[]
  readonly backoffUs: number
  readonly succeeded: boolean
}

export type SensitiveReason =
  | 'key'
  | 'jwt'
  | 'bearer'
  | 'basic'
  | 'card'
  | 'private-key'
  | 'url-credentials'
  | 'url-token'
  | 'nested'
  | 'personal'

export interface Sensitive {
  /** NONE for a process. */
  readonly span: number
  readonly processId: number
  readonly serviceId: number
  readonly where: 'tag' | 'log' | 'process'
  readonly key: string
  readonly reason: SensitiveReason
}

export type AnomalyType =
  | 'end-before-start'
  | 'outlives-parent'
  | 'starts-before-parent'
  | 'duplicate-id'
  | 'self-parent'
  | 'cycle'
  | 'out-of-range'
  | 'zero-length'
  | 'truncated'
  | 'backend-warning'
  | 'clock-adjusted'
  | 'analysis-failed'

export interface Anomaly {
  readonly type: AnomalyType
  readonly span: number
  readonly message: string
}

/** A service that answered some calls of this trace with a span and others without: it samples on its own. */
export interface SampledAway {
  readonly service: string
  /** Calls with a span of the service below them, and without. */
  readonly answered: number
  /** By start; calls that are the callers of missing parents included. */
  readonly unanswered: readonly number[]
}

/** Everything besides gaps, ledgers and clocks. An analysis that threw is an anomaly `analysis-failed` and leaves its list empty. */
export interface Findings {
  readonly missingParents: readonly MissingParent[]
  readonly lostContext: readonly LostContext[]
  readonly sampledAway: readonly SampledAway[]
  readonly repeats: readonly Repeat[]
  readonly errors: readonly SpanError[]
  readonly retries: readonly RetryChain[]
  readonly sensitive: readonly Sensitive[]
  readonly anomalies: readonly Anomaly[]
}
