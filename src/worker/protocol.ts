import type { SavedAbout } from '../formats/savedComparison.ts'
import type { AttributeChanges, ComparisonView } from './compare.ts'
import type { ServiceEvidence } from '../analysis/serviceGraph.ts'
import type { ClocksView, TraceAnalysis, ViewOptions } from '../analysis/analyze.ts'
import type { Typical } from '../analysis/typical.ts'
import type { CallFindings } from '../analysis/computeFindings.ts'
import type { Findings } from '../analysis/findings.ts'
import type { FirstRows } from '../layout/firstRows.ts'
import type { SpanFilter } from './matchTraces.ts'
import type { TagCondition } from '../model/tagCondition.ts'
import type { TagScope } from './matchTags.ts'
import type { Attribute, Reference, SpanEvent } from '../model/trace.ts'

export type { CallFindings, ClocksView, Findings, ViewOptions }

/** How the worker reads a body: which format to expect is found from its first bytes. */
export interface TraceRequest {
  /** Absolute path(s) on our own origin, or absolute URL of the configured API. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** The trace wanted out of the body; null takes the first (or only) one. */
  readonly traceId: string | null
  /** Ask the server even when the trace is cached. */
  readonly reload?: boolean
  /** Read this instead of asking the server. `traceId` is the trace's name then (`model/traceName.ts`), `url` the file's. */
  readonly file?: Blob
}

/** While the body arrives. `outline[i]` = spans whose start falls in the i-th of 256 slices of what is known of the trace so far. */
export interface LoadProgress {
  readonly bytes: number
  /** From Content-Length without content encoding, else null. */
  readonly totalBytes: number | null
  readonly spans: number
  readonly outline: Uint32Array
  /** The server was busy (429, 503): the next attempt's number and how long it waits. */
  readonly retry?: { readonly status: number; readonly attempt: number; readonly waitMs: number }
}

/** Why a body could not become a trace, or a request failed. Shown to people: `message` is one clear sentence, `detail` what the server said. */
export interface LoadFailure {
  readonly kind:
    | 'network'
    | 'timeout'
    | 'aborted'
    | 'http'
    | 'not-found'
    | 'html'
    | 'not-json'
    | 'truncated'
    | 'not-a-trace'
    | 'empty'
    | 'too-large'
    /** A trace of a file that was opened elsewhere, or forgotten. */
    | 'no-file'
  readonly status: number | null
  readonly message: string
  readonly detail: string | null
  readonly url: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: LoadFailure }

/** A comparison, or why which side of it is not here. */
export type ComparisonResult =
  | { readonly ok: true; readonly value: ComparisonView }
  | { readonly ok: false; readonly a: LoadFailure | null; readonly b: LoadFailure | null }

/** A trace in one clock view, as the page gets it: columns only, transferred. */
export interface TraceView extends TraceAnalysis {
  /** Names the trace in the worker's cache for all further calls. */
  readonly key: string
  /** What addresses call the trace (`model/traceName.ts`): for links to it, where `trace.traceId` could mean another. */
  readonly name: string
  /** Its rows before anything is shut; absent where the page has them (another threshold). For one store: it works in their arrays. */
  readonly firstRows?: FirstRows
}

export interface SpanDetail {
  readonly attributes: readonly Attribute[]
  readonly process: readonly Attribute[]
  readonly events: readonly SpanEvent[]
  readonly references: readonly Reference[]
  readonly warnings: readonly string[]
}

/** One search result, made from a whole trace or from a backend's summary. */
export interface TraceSummary {
  /** The trace's name (`model/traceName.ts`): its id, unless it is from an opened file. */
  readonly traceId: string
  readonly rootService: string
  readonly rootOperation: string
  /** Unix µs. */
  readonly startUs: number
  readonly durationUs: number
  readonly spanCount: number
  readonly errorCount: number
  readonly orphanCount: number
  /** Most spans first. */
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[]
  /** Time that no span explains (gaps and network of the main ledger), null when only a summary is known. */
  readonly unexplainedUs: number | null
  /** Whether the whole trace is in the worker's cache. */
  readonly complete: boolean
}

export interface SearchAnswer {
  readonly traces: readonly TraceSummary[]
  /** What the server said besides (unknown ids, partial answers). */
  readonly notices: readonly string[]
  /** The server was asked for tags and cannot filter by them. */
  readonly tagsIgnored?: boolean
  /** The server has applied the query's `where`. */
  readonly whereApplied?: boolean
}

/** What a file holds. */
export interface FileAnswer extends SearchAnswer {
  /** Made of the file's bytes; part of its traces' names. */
  readonly key: string
  readonly comparison: FileComparison | null
}

/** What a saved comparison compares. */
export interface FileComparison {
  /** The traces' names. */
  readonly a: string
  readonly b: string
  /** The address it was saved under, where the sides are called otherwise. */
  readonly address: string
}

/** Names of traces. */
export interface Crossing {
  readonly crossing: ReadonlySet<string>
  readonly unknown: ReadonlySet<string>
}

/** One find: matches in row-independent span order, growing; `done` on the last. */
export interface FindProgress {
  readonly spans: Uint32Array
  readonly searched: number
  readonly done: boolean
}

/** One tag's values over all spans of a view; a process tag counts for its spans. */
export interface TagColumn {
  readonly values: readonly string[]
  /** Per span: index into `values`, -1 where it has no such tag. */
  readonly valueOf: Int32Array
}

/** For each key asked: the different values in a trace. */
export type TagValues = readonly (readonly string[])[]

/** All events of a trace by time, as columns. Their fields come with `details`. */
export interface TraceEvents {
  readonly length: number
  readonly span: Uint32Array
  /** Which of its span's events. */
  readonly nth: Uint32Array
  /** Offsets from the epoch, on the clocks of the view. */
  readonly timeUs: Float64Array
  /** Per event: its name and the first of its fields on one line, redacted and cut to a few hundred characters. */
  readonly texts: readonly string[]
  /** Per event: 1 when it is an exception, or its level says error. */
  readonly error: Uint8Array
}

/** A trace that may be the other half of a broken one: what it is, where the two meet, and what they have in common. */
export interface OtherHalfFound {
  /** The trace's name (`model/traceName.ts`). */
  readonly traceId: string
  readonly rootTitle: string
  /** Unix µs. */
  readonly startUs: number
  readonly durationUs: number
  readonly spanCount: number
  /** `after`: it goes on where the open trace stops; `before`: it set the open trace off. */
  readonly side: 'after' | 'before'
  /** The span that the later trace would hang from: of the open trace (`after`) or of this one (`before`). */
  readonly parentSpanId: string
  readonly parentTitle: string
  /** From that span's end to the later trace's start, µs; negative while it still ran. */
  readonly gapUs: number
  /** The rarest first, masked where sensitive. */
  readonly shared: readonly { readonly key: string; readonly value: string }[]
}

export type ExportFormat = 'markdown' | 'json' | 'jaeger' | 'otlp'

/** What the worker offers; every method is remote (comlink). Callbacks are comlink proxies; abort by `cancel(token)`. */
export interface LacunaWorker {
  openTrace(
    request: TraceRequest,
    options: ViewOptions,
    token: string,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Result<TraceView>>
  /** The same trace in another clock view or threshold; from the cache. Fails with kind 'empty' when it was evicted. `known`: no `firstRows`. */
  viewTrace(key: string, options: ViewOptions, rows: 'wanted' | 'known'): Promise<Result<TraceView>>
  /** A file's bytes (Jaeger JSON, OTLP JSON, Tempo, JSON lines; gzip allowed). All traces in it join the cache. */
  openFile(
    file: Blob,
    name: string,
    token: string,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Result<FileAnswer>>
  /** Lets go of a file's traces. */
  forgetFile(key: string): Promise<void>
  /** Per trace, by name: whether it has a span that meets the filter; null when it is not in the cache. */
  matchTraces(names: readonly string[], filter: SpanFilter): Promise<readonly (boolean | null)[]>
  /** Reads a trace again and tells how many spans are new. The next `openTrace` with `reload` takes what was read. */
  refreshTrace(request: TraceRequest, token: string): Promise<Result<{ readonly newSpans: number }>>
  search(
    request: TraceRequest,
    token: string,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Result<SearchAnswer>>
  /** A page was closed: what nobody looks at (not one of `keysInUse`) leaves, but for the latest few. */
  relax(keysInUse: readonly string[]): Promise<void>
  /** Whether a trace is cached (and so opens without a request). */
  has(name: string): Promise<boolean>
  details(key: string, record: number): Promise<SpanDetail>
  /** What the spans above a span say under these keys, the nearest of each. */
  inherited(key: string, record: number, attributeKeys: readonly string[]): Promise<readonly Attribute[]>
  /** Everything found, as far as the trace alone tells; `onPart` hears of what is known before all is. Null when it was cancelled. */
  findings(
    key: string,
    options: ViewOptions,
    token: string,
    onPart: (part: Partial<Findings>) => void,
  ): Promise<Findings | null>
  /** What is to be put in the place of some of it when the services that the backend knows are known. */
  callFindings(key: string, options: ViewOptions, knownServices: readonly string[]): Promise<CallFindings>
  /** `onProgress` hears of what is found before all is. Null when it was cancelled. */
  find(
    key: string,
    options: ViewOptions,
    text: string,
    token: string,
    onProgress: (progress: FindProgress) => void,
  ): Promise<FindProgress | null>
  /** What all cached traces tell of the calls between services (`createEvidenceCollector` over the cache). */
  serviceEvidence(knownServices: readonly string[]): Promise<ServiceEvidence>
  /** The same of one open trace. */
  traceEvidence(key: string, knownServices: readonly string[]): Promise<ServiceEvidence>
  /** Which of these traces cross an edge of the service graph, and which are not at hand to be looked into. */
  crossing(
    names: readonly string[],
    edge: { readonly from: string; readonly to: string },
    knownServices: readonly string[],
  ): Promise<Crossing>
  /** Opens two traces at once and compares them. */
  openComparison(
    requests: readonly [TraceRequest, TraceRequest],
    options: ViewOptions,
    token: string,
    onProgress: (side: number, progress: LoadProgress) => void,
  ): Promise<ComparisonResult>
  /** Compares two cached traces; fails with kind 'empty' when one was evicted. */
  compare(keyA: string, keyB: string, options: ViewOptions): Promise<Result<ComparisonView>>
  /** What matched spans of a comparison say differently, redacted. */
  attributeChanges(keyA: string, keyB: string, options: ViewOptions): Promise<AttributeChanges>
  /** An open trace against what is usual in others; of those, the ones that are cached. `missing`: the names of the rest. */
  typical(
    key: string,
    names: readonly string[],
    options: ViewOptions,
  ): Promise<{ readonly typical: Typical; readonly missing: readonly string[] }>
  /** The same as text. */
  exportTypical(
    key: string,
    names: readonly string[],
    options: ViewOptions,
    format: 'markdown' | 'json',
  ): Promise<{ readonly text: string; readonly missing: readonly string[] }>
  /** The comparison as text, redacted. */
  exportComparison(keyA: string, keyB: string, options: ViewOptions, format: 'markdown' | 'json'): Promise<string>
  /** The comparison as a page in one file (`formats/savedComparison.ts`), redacted. */
  saveComparison(keyA: string, keyB: string, template: string, about: SavedAbout): Promise<Blob>
  /** The first trace of each body joins the cache; their keys, in order. */
  openSaved(bodies: readonly Blob[], token: string): Promise<Result<readonly string[]>>
  /** Per cached trace whether it meets a condition; null for those that are not held. */
  matchTags(
    traceIds: readonly string[],
    condition: TagCondition,
    scope: TagScope,
    token: string,
  ): Promise<readonly (boolean | null)[]>
  /** Keys of tags and process tags over cached traces, those of most traces first. */
  tagKeysOf(traceIds: readonly string[]): Promise<readonly string[]>
  /** Per trace and key the different values, the root's first, sensitive ones masked; null for a trace that is not held. */
  tagValues(traceIds: readonly string[], keys: readonly string[]): Promise<readonly (TagValues | null)[]>
  /** Cached traces in one file, sensitive values redacted; `missing`: those that are not held. */
  exportTraces(
    traceIds: readonly string[],
    format: 'jaeger' | 'otlp',
  ): Promise<{ readonly file: Blob; readonly missing: readonly string[] }>
  cancel(token: string): void
  /** Keys of tags and process tags, the most frequent first. */
  tagKeys(key: string): Promise<readonly string[]>
  tagColumn(key: string, options: ViewOptions, tagKey: string): Promise<TagColumn>
  events(key: string, options: ViewOptions): Promise<TraceEvents>
  /** Values that name what a trace is about (an order id), to search its other half by; the likeliest first, not masked. */
  tellingValues(key: string): Promise<readonly { readonly key: string; readonly value: string }[]>
  /** Which of the cached traces may be the other half of a broken one, the likeliest first. */
  otherHalves(key: string): Promise<readonly OtherHalfFound[]>
  /** The report, or the trace itself; sensitive values redacted unless `reveal`. */
  exportTrace(
    key: string,
    options: ViewOptions,
    format: ExportFormat,
    knownServices: readonly string[],
    reveal: boolean,
  ): Promise<Blob>
}
