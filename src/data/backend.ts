import type { TagCondition } from '../model/tagCondition.ts'
import type { TagPair } from '../url/tags.ts'
import type { TimeWindow } from '../url/traceAddress.ts'
import type { LoadProgress, Result, SearchAnswer, TraceRequest } from '../worker/protocol.ts'
import type { RetryNotice } from './http.ts'

export const BACKEND_KINDS = ['jaeger', 'otlp', 'tempo'] as const
/** `jaeger`: `/api/…`; `otlp`: Jaeger's `/api/v3/…`; `tempo`: Grafana Tempo. */
export type BackendKind = (typeof BACKEND_KINDS)[number]

export interface Operation {
  readonly name: string
  /** `server`, `client`, …; null where the backend does not say. */
  readonly kind: string | null
}

export interface Dependency {
  readonly parent: string
  readonly child: string
  readonly callCount: number
}

/** A search with its time made definite. Durations in Go's spelling, '' for none. */
export interface SearchQuery {
  readonly service: string | null
  readonly operation: string | null
  readonly tags: readonly TagPair[]
  /** What else must hold: whoever can do it says `whereApplied`; for the others whole traces have to come. null: nothing. */
  readonly where: TagCondition | null
  readonly minDuration: string
  readonly maxDuration: string
  readonly window: TimeWindow
  readonly limit: number
  /** When given, exactly these traces. */
  readonly traceIds: readonly string[]
}

export interface RequestOptions {
  readonly signal?: AbortSignal
  readonly onRetry?: (notice: RetryNotice) => void
}

export interface SearchOptions extends RequestOptions {
  readonly onProgress?: (progress: LoadProgress) => void
}

/** Reads bodies of whole traces: the worker's `search`. */
export type SearchTraces = (request: TraceRequest, options: SearchOptions) => Promise<Result<SearchAnswer>>

/** What the pages ask of a server, whichever it is. */
export interface Backend {
  readonly kind: BackendKind
  /** Whether a search may leave out the service. */
  readonly searchesAllServices: boolean
  services(options?: RequestOptions): Promise<Result<readonly string[]>>
  operations(service: string, options?: RequestOptions): Promise<Result<readonly Operation[]>>
  search(query: SearchQuery, options?: SearchOptions): Promise<Result<SearchAnswer>>
  /** Where one trace is. `window` helps backends that look by time. */
  traceRequest(traceId: string, window: TimeWindow | null): TraceRequest
  /** Who called whom between `endMs - lookbackMs` and `endMs`; null where the backend does not count. */
  dependencies(
    endMs: number,
    lookbackMs: number,
    options?: RequestOptions,
  ): Promise<Result<readonly Dependency[] | null>>
}

/** What an adapter is made with; tests pass their own. */
export interface BackendDeps {
  /** The page's base: API paths are relative to it. */
  readonly base: string
  readonly searchTraces: SearchTraces
  readonly fetch?: typeof fetch
}

export const byName = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { sensitivity: 'base', numeric: true }) || (a < b ? -1 : 1)

/** Sorted, without doubles and empty names. */
export const sortedNames = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => name !== '').sort(byName)
