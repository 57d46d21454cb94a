import { proxy, wrap, type Remote } from 'comlink'
import type { SavedAbout } from '../formats/savedComparison.ts'
import type { AttributeChanges, ComparisonView } from '../worker/compare.ts'
import type {
  CallFindings,
  ComparisonResult,
  ExportFormat,
  FindProgress,
  Findings,
  LacunaWorker,
  LoadFailure,
  LoadProgress,
  Result,
  SearchAnswer,
  SpanDetail,
  TagColumn,
  TagValues,
  TraceEvents,
  TraceRequest,
  TraceView,
  ViewOptions,
} from '../worker/protocol.ts'
import type { TagCondition } from '../model/tagCondition.ts'
import type { TagScope } from '../worker/matchTags.ts'
import type { SearchOptions } from './backend.ts'
import { createWorker } from './createWorker.ts'

interface Client {
  readonly remote: Remote<LacunaWorker>
  /** Rejects when the worker dies (out of memory, a script that cannot be loaded); never resolves. */
  readonly death: Promise<never>
}

let client: Client | null = null
let tokens = 0

/** Starts the worker, if it does not run yet. */
export function startWorker(): Client {
  if (client) return client
  const worker = createWorker()
  const death = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      worker.terminate()
      client = null
      reject(new Error(event.message || 'The worker that reads traces stopped.'))
    })
  })
  death.catch(() => {})
  client = { remote: wrap<LacunaWorker>(worker), death }
  return client
}

/** One call; a worker that dies fails it, and the next call starts a new one. */
export function call<T>(invoke: (worker: Remote<LacunaWorker>) => Promise<T>): Promise<T> {
  const { remote, death } = startWorker()
  return Promise.race([invoke(remote), death])
}

/** A call that can be cancelled, and whose worker's death is a failure like others. */
export async function callCancellable<T>(
  signal: AbortSignal | undefined,
  url: string,
  invoke: (worker: Remote<LacunaWorker>, token: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const token = `call-${++tokens}`
  if (signal?.aborted) return { ok: false, failure: aborted(url) }
  const { remote } = startWorker()
  const cancel = () => void remote.cancel(token)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await call((worker) => invoke(worker, token))
  } catch (error) {
    return { ok: false, failure: crashed(url, error) }
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

const aborted = (url: string): LoadFailure => ({
  kind: 'aborted',
  status: null,
  message: 'Cancelled.',
  detail: null,
  url,
})

const crashed = (url: string, error: unknown): LoadFailure => ({
  kind: 'too-large',
  status: null,
  message: 'Reading stopped: the browser may have run out of memory.',
  detail: error instanceof Error ? error.message : String(error),
  url,
})

type OnProgress = (progress: LoadProgress) => void
const ignore = () => {}

export const openTrace = (
  request: TraceRequest,
  options: ViewOptions,
  signal?: AbortSignal,
  onProgress: OnProgress = ignore,
): Promise<Result<TraceView>> =>
  callCancellable(signal, request.url, (worker, token) => worker.openTrace(request, options, token, proxy(onProgress)))

export const refreshTrace = (
  request: TraceRequest,
  signal?: AbortSignal,
): Promise<Result<{ readonly newSpans: number }>> =>
  callCancellable(signal, request.url, (worker, token) => worker.refreshTrace(request, token))

export const searchTraces = (
  request: TraceRequest,
  { signal, onProgress = ignore, onRetry }: SearchOptions,
): Promise<Result<SearchAnswer>> => {
  const report: OnProgress = (progress) => {
    if (progress.retry) onRetry?.(progress.retry)
    onProgress(progress)
  }
  return callCancellable(signal, request.url, (worker, token) => worker.search(request, token, proxy(report)))
}

/** Another clock view or threshold of a trace that is open. */
export const viewTrace = (key: string, options: ViewOptions, rows: 'wanted' | 'known'): Promise<Result<TraceView>> =>
  call<Result<TraceView>>(async (worker) => worker.viewTrace(key, options, rows))

export const relaxWorker = (keysInUse: readonly string[]): Promise<void> => call((worker) => worker.relax(keysInUse))

export const spanDetails = (key: string, record: number): Promise<SpanDetail> =>
  call((worker) => worker.details(key, record))

export const inheritedAttributes = (key: string, record: number, keys: readonly string[]) =>
  call((worker) => worker.inherited(key, record, keys))

/** All findings that need nothing but the trace; `onPart` hears of what is known before all is. Rejects when it is aborted. */
export async function traceFindings(
  key: string,
  options: ViewOptions,
  signal: AbortSignal,
  onPart: (part: Partial<Findings>) => void,
): Promise<Findings> {
  const found = await callWithToken(signal, (worker, token) =>
    worker.findings(
      key,
      options,
      token,
      proxy((part) => {
        if (!signal.aborted) onPart(part)
      }),
    ),
  )
  signal.throwIfAborted()
  // For the bench, and for whoever looks at a profile.
  performance.mark('lacuna:findings')
  return found!
}

export const callFindings = (
  key: string,
  options: ViewOptions,
  knownServices: readonly string[],
): Promise<CallFindings> => call((worker) => worker.callFindings(key, options, knownServices))

/** Keys of tags and process tags, the most frequent first. */
export const tagKeys = (key: string): Promise<readonly string[]> => call((worker) => worker.tagKeys(key))

export const tagColumn = (key: string, options: ViewOptions, tagKey: string): Promise<TagColumn> =>
  call((worker) => worker.tagColumn(key, options, tagKey))

export const traceEvents = (key: string, options: ViewOptions): Promise<TraceEvents> =>
  call((worker) => worker.events(key, options))

/** The report, or the trace itself; sensitive values redacted unless `reveal`. */
export const exportTrace = (
  key: string,
  options: ViewOptions,
  format: ExportFormat,
  knownServices: readonly string[],
  reveal: boolean,
): Promise<Blob> => call((worker) => worker.exportTrace(key, options, format, knownServices, reveal))

/** Per trace whether it meets a condition; null for those that the worker does not hold. Aborting rejects. */
export async function matchTags(
  traceIds: readonly string[],
  condition: TagCondition,
  scope: TagScope,
  signal?: AbortSignal,
): Promise<readonly (boolean | null)[]> {
  const token = `match-${++tokens}`
  signal?.throwIfAborted()
  const cancel = () => void startWorker().remote.cancel(token)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await call((worker) => worker.matchTags(traceIds, condition, scope, token))
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Keys of the tags of traces that the worker holds, those of most traces first. */
export const tagKeysOf = (traceIds: readonly string[]): Promise<readonly string[]> =>
  call((worker) => worker.tagKeysOf(traceIds))

export const tagValues = (
  traceIds: readonly string[],
  keys: readonly string[],
): Promise<readonly (TagValues | null)[]> => call((worker) => worker.tagValues(traceIds, keys))

/** Several traces in one file, sensitive values redacted. */
export const exportTraces = (
  traceIds: readonly string[],
  format: 'jaeger' | 'otlp',
): ReturnType<LacunaWorker['exportTraces']> => call((worker) => worker.exportTraces(traceIds, format))

export const tellingValues = (key: string): ReturnType<LacunaWorker['tellingValues']> =>
  call((worker) => worker.tellingValues(key))

/** Among the traces that were read so far. */
export const otherHalves = (key: string): ReturnType<LacunaWorker['otherHalves']> =>
  call((worker) => worker.otherHalves(key))

export const serviceEvidence = (knownServices: readonly string[]): ReturnType<LacunaWorker['serviceEvidence']> =>
  call((worker) => worker.serviceEvidence(knownServices))

export const traceEvidence = (
  key: string,
  knownServices: readonly string[],
): ReturnType<LacunaWorker['traceEvidence']> => call((worker) => worker.traceEvidence(key, knownServices))

export const crossingTraces = (...asked: Parameters<LacunaWorker['crossing']>): ReturnType<LacunaWorker['crossing']> =>
  call((worker) => worker.crossing(...asked))

export const compareTraces = (keyA: string, keyB: string, options: ViewOptions): Promise<Result<ComparisonView>> =>
  call<Result<ComparisonView>>(async (worker) => worker.compare(keyA, keyB, options))

/** Opens both sides and compares them in one go. Progress is told with its side, 0 or 1. */
export async function openComparison(
  requests: readonly [TraceRequest, TraceRequest],
  options: ViewOptions,
  signal: AbortSignal,
  onProgress: (side: number, progress: LoadProgress) => void,
): Promise<ComparisonResult> {
  let result: ComparisonResult | null = null
  const answer = await callCancellable<null>(signal, requests[0].url, async (worker, token) => {
    result = await worker.openComparison(requests, options, token, proxy(onProgress))
    return { ok: true, value: null }
  })
  return answer.ok ? result! : { ok: false, a: answer.failure, b: null }
}

export const attributeChanges = (keyA: string, keyB: string, options: ViewOptions): Promise<AttributeChanges> =>
  call((worker) => worker.attributeChanges(keyA, keyB, options))

export const typicalOf = (
  key: string,
  traceIds: readonly string[],
  options: ViewOptions,
): ReturnType<LacunaWorker['typical']> => call((worker) => worker.typical(key, traceIds, options))

export const exportTypicalOf = (
  ...asked: Parameters<LacunaWorker['exportTypical']>
): ReturnType<LacunaWorker['exportTypical']> => call((worker) => worker.exportTypical(...asked))

export const exportComparison = (
  keyA: string,
  keyB: string,
  options: ViewOptions,
  format: 'markdown' | 'json',
): Promise<string> => call((worker) => worker.exportComparison(keyA, keyB, options, format))

/** The comparison as a page in one file: both traces redacted inside `template`. */
export const saveComparison = (keyA: string, keyB: string, template: string, about: SavedAbout): Promise<Blob> =>
  call((worker) => worker.saveComparison(keyA, keyB, template, about))

/** Opens the traces that a saved comparison carries; their keys, in order. */
export const openSaved = (bodies: readonly Blob[]): Promise<Result<readonly string[]>> =>
  callCancellable(undefined, 'the saved comparison', (worker, token) => worker.openSaved(bodies, token))

/** Calls back with a growing list of matches until `done`; aborting stops it. */
export async function findInTrace(
  key: string,
  options: ViewOptions,
  text: string,
  signal: AbortSignal,
  onProgress: (progress: FindProgress) => void,
): Promise<void> {
  let isDone = false
  const report = (progress: FindProgress) => {
    // What was found on the way has another channel than the answer, and may be later.
    if (!signal.aborted && !isDone) onProgress(progress)
  }
  const all = await callWithToken(signal, (worker, token) => worker.find(key, options, text, token, proxy(report)))
  if (all) report(all)
  isDone = true
}

/** A call that stops when the signal aborts. */
async function callWithToken<T>(
  signal: AbortSignal,
  invoke: (worker: Remote<LacunaWorker>, token: string) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const token = `call-${++tokens}`
  const cancel = () => void startWorker().remote.cancel(token)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await call((worker) => invoke(worker, token))
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
