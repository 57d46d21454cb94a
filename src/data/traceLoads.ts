import { isFileTrace, splitTraceName } from '../model/traceName.ts'
import type { TimeWindow } from '../url/traceAddress.ts'
import type { Result, TraceRequest, TraceView, ViewOptions } from '../worker/protocol.ts'
import { apiBase, configuredApi } from './configuration.ts'
import { beginTraceProgress, reportTraceProgress } from './progress.ts'
import { traceRequestFor } from './traceRequest.ts'
import { openTrace } from './workerClient.ts'

/** A trace as asked for: its name (`model/traceName.ts`), when it was, and how it is to be drawn. */
export interface TraceTarget {
  readonly traceId: string
  readonly window: TimeWindow | null
  readonly options: ViewOptions
}

export const traceRequest = ({ traceId, window }: Pick<TraceTarget, 'traceId' | 'window'>): TraceRequest =>
  traceRequestFor(configuredApi(), traceId, window, apiBase())

interface Load {
  readonly name: string
  readonly target: TraceTarget
  readonly abort: AbortController
  readonly result: Promise<Result<TraceView>>
  /** Null until it is here. */
  view: TraceView | null
}

/** The load that began before the page's own code was here. */
let early: Load | null = null

const nameOf = (target: TraceTarget) =>
  `${traceRequest(target).url} ${target.options.clocks} ${target.options.minGapUs}`

/** Loads a trace, for the first `loadTrace` or `takeEarlyTrace` that asks for the same. The view, when there is one. */
export async function startTraceEarly(target: TraceTarget): Promise<TraceView | null> {
  const abort = new AbortController()
  const mine: Load = { name: nameOf(target), target, abort, result: load(target, abort.signal, false), view: null }
  early = mine
  const opened = await mine.result
  if (opened.ok) mine.view = opened.value
  return mine.view
}

/** What `startTraceEarly` has loaded by now, if it asked in the right place; no `loadTrace` gets it any more. */
export function takeEarlyTrace(): { readonly target: TraceTarget; readonly view: TraceView } | null {
  const mine = early
  if (!mine?.view || mine.name !== nameOf(mine.target)) return null
  early = null
  return { target: mine.target, view: mine.view }
}

/** Loads a trace, or takes over the load that is already under way for it, if that asks in the right place. */
export function loadTrace(target: TraceTarget, signal: AbortSignal, reload: boolean): Promise<Result<TraceView>> {
  const mine = early
  early = null
  if (!mine) return load(target, signal, reload)
  if (mine.name !== nameOf(target) || reload) {
    mine.abort.abort()
    return load(target, signal, reload)
  }
  signal.addEventListener('abort', () => mine.abort.abort(), { once: true })
  return mine.result
}

async function load(target: TraceTarget, signal: AbortSignal, reload: boolean): Promise<Result<TraceView>> {
  const { traceId } = target
  beginTraceProgress(traceId)
  try {
    const request = await requestOf(target, reload)
    if (!request.ok) return request
    return await openTrace(request.value, target.options, signal, (progress) => {
      if (!signal.aborted) reportTraceProgress(traceId, progress)
    })
  } finally {
    reportTraceProgress(traceId, null)
  }
}

/** What the worker is asked for a trace, of the server or of an opened file. */
export async function requestOf(
  target: Pick<TraceTarget, 'traceId' | 'window'>,
  reload: boolean,
): Promise<Result<TraceRequest>> {
  const { traceId } = target
  return isFileTrace(traceId) ? fileRequest(traceId) : succeed({ ...traceRequest(target), reload })
}

/** A trace of an opened file; the server is not asked. */
async function fileRequest(name: string): Promise<Result<TraceRequest>> {
  const { blobOf, missingFile } = await import('./openedFiles.ts')
  const file = await blobOf(splitTraceName(name).file ?? '')
  return file ? succeed({ url: name, traceId: name, file }) : { ok: false, failure: missingFile(name) }
}

const succeed = <T>(value: T): Result<T> => ({ ok: true, value })
