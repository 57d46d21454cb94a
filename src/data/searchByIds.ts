import type { LoadFailure, Result, SearchAnswer, TraceRequest } from '../worker/protocol.ts'
import type { SearchOptions, SearchTraces } from './backend.ts'

const AT_ONCE = 4

/**
 * Several traces by id from a server that gives one at a time. What is not there is a notice; the whole fails only when
 * nothing came and something other than "unknown" was the reason.
 */
export async function searchByIds(
  traceIds: readonly string[],
  requestOf: (traceId: string) => TraceRequest,
  searchTraces: SearchTraces,
  options: SearchOptions,
): Promise<Result<SearchAnswer>> {
  const answers: Result<SearchAnswer>[] = []
  let next = 0
  const work = async () => {
    while (next < traceIds.length) {
      const at = next++
      answers[at] = await searchTraces(requestOf(traceIds[at]), options)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, traceIds.length) }, work))

  const traces = answers.flatMap((answer) => (answer.ok ? answer.value.traces : []))
  const notices = answers.flatMap((answer, at) => {
    if (!answer.ok) return [noticeOf(traceIds[at], answer.failure)]
    return answer.value.traces.length === 0 ? [`${traceIds[at]}: trace not found`] : answer.value.notices
  })
  const serious = answers.find(
    (answer) => !answer.ok && answer.failure.kind !== 'not-found' && answer.failure.kind !== 'empty',
  )
  if (traces.length === 0 && serious) return serious
  return { ok: true, value: { traces, notices } }
}

const noticeOf = (traceId: string, { kind, message }: LoadFailure) =>
  `${traceId}: ${kind === 'not-found' || kind === 'empty' ? 'trace not found' : message}`
