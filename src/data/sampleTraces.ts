import type { LoadFailure, Result, SearchAnswer } from '../worker/protocol.ts'

export interface SampleProgress {
  /** Services that were asked for or that others' traces had told enough of, of so many. */
  readonly done: number
  readonly services: number
  readonly traces: number
  readonly failed: readonly { readonly service: string; readonly failure: LoadFailure }[]
}

export interface SampleOptions {
  readonly perService: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: SampleProgress) => void
}

const AT_ONCE = 3

/**
 * Fetches some traces of each service, a few requests at a time. A service that is in enough of the traces that came already is
 * not asked for: a trace tells of all the services it crosses. Stops when aborted; what came stays at hand.
 */
export async function sampleTraces(
  services: readonly string[],
  search: (service: string, signal: AbortSignal) => Promise<Result<SearchAnswer>>,
  { perService, signal, onProgress }: SampleOptions,
): Promise<SampleProgress> {
  const traceIds = new Set<string>()
  const tracesOf = new Map<string, number>()
  const failed: { service: string; failure: LoadFailure }[] = []
  let next = 0
  let done = 0
  const progress = (): SampleProgress => ({
    done,
    services: services.length,
    traces: traceIds.size,
    failed: [...failed],
  })
  const count = ({ traces }: SearchAnswer) => {
    for (const trace of traces) {
      if (traceIds.has(trace.traceId)) continue
      traceIds.add(trace.traceId)
      for (const { name } of trace.services) tracesOf.set(name, (tracesOf.get(name) ?? 0) + 1)
    }
  }
  const work = async () => {
    while (next < services.length && !signal.aborted) {
      const service = services[next++]
      if ((tracesOf.get(service) ?? 0) < perService) {
        const answer = await search(service, signal)
        if (signal.aborted) return
        if (answer.ok) count(answer.value)
        else failed.push({ service, failure: answer.failure })
      }
      done++
      onProgress(progress())
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, services.length) }, work))
  return progress()
}
