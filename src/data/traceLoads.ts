import type { TimeWindow } from '../url/traceAddress.ts'
import type { Result, TraceRequest, TraceView, ViewOptions } from '../worker/protocol.ts'
import { configuredApi } from './configuration.ts'
import { jaegerTraceRequest } from './jaegerBackend.ts'
import { reportTraceProgress } from './progress.ts'
import { openTrace } from './workerClient.ts'

/** A trace as asked for: its id, when it was, and how it is to be drawn. */
export interface TraceTarget {
  readonly traceId: string
  readonly window: TimeWindow | null
  readonly options: ViewOptions
}

/**
 * Where a trace is. No probe is needed: all servers we know serve `/api/traces/{id}`; only a configuration that names
 * another API changes that. Nothing but this small file is loaded before the request leaves.
 */
export function traceRequest({ traceId, window }: Pick<TraceTarget, 'traceId' | 'window'>): TraceRequest {
  const request = jaegerTraceRequest(traceId)
  const configured = configuredApi()
  if (configured === 'otlp') return { ...request, url: new URL(`api/v3/traces/${encodeURIComponent(traceId)}`, document.baseURI).href }
  if (configured === 'tempo' && window) {
    const query = `?start=${Math.floor(window.startUs / 1e6)}&end=${Math.ceil(window.endUs / 1e6)}`
    return { ...request, url: request.url + query }
  }
  return request
}

interface Load {
  readonly name: string
  readonly abort: AbortController
  readonly result: Promise<Result<TraceView>>
}

/** The load that began before the page's own code was here. */
let early: Load | null = null

const nameOf = ({ traceId, options }: TraceTarget) => `${traceId} ${options.clocks} ${options.minGapUs}`

export function startTraceEarly(target: TraceTarget): void {
  const abort = new AbortController()
  early = { name: nameOf(target), abort, result: load(target, abort.signal, false) }
}

/** Loads a trace, or takes over the load that is already under way for it. */
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
  try {
    return await openTrace({ ...traceRequest(target), reload }, target.options, signal, (progress) => {
      if (!signal.aborted) reportTraceProgress(traceId, progress)
    })
  } finally {
    reportTraceProgress(traceId, null)
  }
}
