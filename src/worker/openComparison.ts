import type { ViewOptions } from '../analysis/analyze.ts'
import type { ComparisonResult, LoadProgress, Result, TraceRequest } from './protocol.ts'
import type { Session } from './session.ts'
import type { CachedTrace } from './traceCache.ts'

/**
 * Opens two traces at once and compares them, without a view of either in between. Each side that cannot be opened is told
 * for itself.
 */
export const openComparison = (
  session: Session,
  requests: readonly [TraceRequest, TraceRequest],
  options: ViewOptions,
  token: string,
  onProgress: (side: number, progress: LoadProgress) => void,
): Promise<ComparisonResult> =>
  session.cancellable(token, async (signal) => {
    const code = import('./compare.ts')
    const open = async (request: TraceRequest, side: number): Promise<Result<CachedTrace>> => {
      const report = (progress: LoadProgress) => onProgress(side, progress)
      if (!request.file) return session.entryFor(request, signal, report)
      const { fileEntryFor } = await import('./openFiles.ts')
      return fileEntryFor(session, request.file, request, signal, report)
    }
    const first = open(requests[0], 0)
    const isSame = requests[0].traceId === requests[1].traceId
    const [a, b] = await Promise.all([first, isSame ? first : open(requests[1], 1)])
    if (!a.ok || !b.ok) return { ok: false, a: a.ok ? null : a.failure, b: b.ok ? null : b.failure }
    const { buildComparisonView } = await code
    return { ok: true, value: buildComparisonView(a.value, b.value, options) }
  })
