import { shortenTraceId } from '../url/traceId.ts'
import type { TimeWindow } from '../url/traceAddress.ts'
import type { TraceRequest } from '../worker/protocol.ts'
import type { BackendKind } from './backend.ts'

// Small on purpose: this is loaded before everything else, so that the first request leaves at once.

/** Absolute URL of a path below the page's base: behind a prefix, `<base href>` names it. */
export const urlOf = (path: string, base: string = document.baseURI): string => new URL(path, base).href

/** Known without asking anyone: Jaeger of every version, VictoriaTraces and Tempo all serve a trace at this path. */
export const jaegerTraceRequest = (traceId: string, base?: string): TraceRequest => ({
  url: urlOf(`api/traces/${encodeURIComponent(shortenTraceId(traceId))}`, base),
  traceId,
})

/** v3 always has 32 digits. */
export const otlpTraceRequest = (traceId: string, base?: string): TraceRequest => ({
  url: urlOf(`api/v3/traces/${encodeURIComponent(traceId)}`, base),
  traceId,
})

/** The window (s) spares Tempo from looking through all blocks. */
export function tempoTraceRequest(traceId: string, window: TimeWindow | null, base?: string): TraceRequest {
  const when = window ? `?start=${Math.floor(window.startUs / 1e6)}&end=${Math.ceil(window.endUs / 1e6)}` : ''
  return { url: urlOf(`api/traces/${encodeURIComponent(traceId)}${when}`, base), traceId }
}

/** `kind`: as configured; null: not known, and need not be. */
export function traceRequestFor(
  kind: BackendKind | null,
  traceId: string,
  window: TimeWindow | null,
  base?: string,
): TraceRequest {
  if (kind === 'otlp') return otlpTraceRequest(traceId, base)
  return kind === 'tempo' ? tempoTraceRequest(traceId, window, base) : jaegerTraceRequest(traceId, base)
}
