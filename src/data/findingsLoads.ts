import type { Findings, TraceView, ViewOptions } from '../worker/protocol.ts'
import { traceFindings } from './workerClient.ts'

type OnPart = (part: Partial<Findings>) => void

interface Search {
  readonly name: string
  readonly abort: AbortController
  /** What was found by now, and from now on. */
  readonly hear: (onPart: OnPart) => void
  readonly result: Promise<Findings>
}

/** The search that began before the page's own code was here. */
let early: Search | null = null

const nameOf = ({ key, clocksView }: TraceView) => `${key} ${clocksView}`

/** Looks for the findings of a trace whose rows are seen before the page, for the first `loadFindings` that asks for the same. */
export function startFindingsEarly(view: TraceView, options: ViewOptions): void {
  const abort = new AbortController()
  let soFar: Partial<Findings> = {}
  let listener: OnPart | null = null
  const result = traceFindings(view.key, options, abort.signal, (part) => {
    soFar = { ...soFar, ...part }
    listener?.(part)
  })
  // Whoever takes it over hears of a failure.
  result.catch(() => {})
  const hear = (onPart: OnPart) => {
    listener = onPart
    onPart(soFar)
  }
  early = { name: nameOf(view), abort, hear, result }
}

/** All findings that need nothing but the trace; `onPart` hears of what is known before all is. Rejects when it is aborted. */
export function loadFindings(
  view: TraceView,
  options: ViewOptions,
  signal: AbortSignal,
  onPart: OnPart,
): Promise<Findings> {
  const mine = early
  early = null
  if (mine?.name !== nameOf(view)) {
    mine?.abort.abort()
    return traceFindings(view.key, options, signal, onPart)
  }
  signal.addEventListener('abort', () => mine.abort.abort(), { once: true })
  mine.hear(onPart)
  return mine.result
}
