import type { TagCondition } from '../model/tagCondition.ts'
import type { LoadFailure, LoadProgress, Result, SearchAnswer, TraceSummary } from '../worker/protocol.ts'
import type { Backend, SearchQuery } from './backend.ts'

/** One request of a search that asks several services: what came of it. */
export interface SearchPart {
  /** null: the backend was asked without a service. */
  readonly service: string | null
  readonly state: 'running' | 'done' | 'failed' | 'stopped'
  readonly failure: LoadFailure | null
  /** As many came as were asked for: there may be more. */
  readonly isCut: boolean
  /** What did not come yet began before this, Unix µs; null before anything came. */
  readonly olderThanUs: number | null
}

/** What was found so far. */
export interface FoundSoFar {
  readonly parts: readonly SearchPart[]
  /** Each trace once, those that `where` refused left out. */
  readonly traces: readonly TraceSummary[]
  readonly notices: readonly string[]
  /** Traces that came back and do not meet what the server was not asked; their ids, so that they count once. */
  readonly refused: ReadonlySet<string>
  /** Conditions that were applied here, to what came back; null when there were none. */
  readonly appliedHere: TagCondition | null
}

/** What one request has to ask: which part it belongs to, and until when. */
export interface PartRequest {
  readonly part: number
  readonly query: SearchQuery
}

export interface PartsOptions {
  readonly backend: Backend
  readonly requests: readonly PartRequest[]
  readonly from: FoundSoFar
  readonly signal: AbortSignal
  /** Decides what the server did not: ids of those that do not meet the condition. */
  readonly refuse: (
    traces: readonly TraceSummary[],
    query: SearchQuery,
    condition: TagCondition,
  ) => Promise<Set<string>>
  readonly onFound: (found: FoundSoFar) => void
  readonly onProgress: (progress: LoadProgress) => void
}

/** So many services are asked at once. */
const AT_ONCE = 4

export const NOTHING_FOUND: FoundSoFar = { parts: [], traces: [], notices: [], refused: new Set(), appliedHere: null }

export const newPart = (service: string | null): SearchPart => ({
  service,
  state: 'running',
  failure: null,
  isCut: false,
  olderThanUs: null,
})

/**
 * Asks each part, a few at a time, and tells after each what was found so far. A part that fails, stalls or is stopped takes nothing
 * from the others. Never rejects for what a server did.
 */
export async function runParts(options: PartsOptions): Promise<FoundSoFar> {
  const { backend, requests, signal, onFound, onProgress, refuse } = options
  let found = withParts(options.from, requests, () => ({ state: 'running', failure: null }))
  const settle = (request: PartRequest, change: Partial<SearchPart>) => {
    found = withParts(found, [request], () => change)
  }
  let next = 0
  const work = async () => {
    while (next < requests.length && !signal.aborted) {
      const request = requests[next++]
      const answer = await backend.search(request.query, { signal, onProgress })
      const applied = answer.ok ? await applyHere(request.query, answer.value, refuse) : answer
      if (applied.ok) {
        found = merge(found, applied.value)
        settle(request, donePart(request.query, found.parts[request.part], applied.value.came))
      } else if (signal.aborted || applied.failure.kind === 'aborted') settle(request, { state: 'stopped' })
      else settle(request, { state: 'failed', failure: applied.failure })
      if (!signal.aborted) onFound(found)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, requests.length) }, work))
  return withParts(found, requests, (part) => (part.state === 'running' ? { state: 'stopped' } : {}))
}

interface Applied extends SearchAnswer {
  /** All that came, also what was refused. */
  readonly came: readonly TraceSummary[]
  readonly refused: ReadonlySet<string>
  readonly condition: TagCondition | null
}

/** What the server was not able to do is done to what it sent. */
async function applyHere(
  query: SearchQuery,
  answer: SearchAnswer,
  refuse: PartsOptions['refuse'],
): Promise<Result<Applied>> {
  const condition = leftOver(query, answer)
  try {
    const refused = condition === null ? new Set<string>() : await refuse(answer.traces, query, condition)
    const traces = answer.traces.filter(({ traceId }) => !refused.has(traceId))
    return { ok: true, value: { ...answer, traces, came: answer.traces, refused, condition } }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const isAborted = error instanceof Error && error.name === 'AbortError'
    const message = isAborted ? 'Cancelled.' : 'What came back could not be looked through.'
    return { ok: false, failure: { kind: isAborted ? 'aborted' : 'too-large', status: null, message, detail, url: '' } }
  }
}

/** The conditions that the server did not apply. A span must meet them together with those that it did. */
function leftOver({ tags, where }: SearchQuery, { tagsIgnored, whereApplied }: SearchAnswer): TagCondition | null {
  const isWhereLeft = where !== null && !whereApplied
  if (!isWhereLeft && !tagsIgnored) return null
  const pairs = tags.map(({ key, value }): TagCondition => ({ kind: 'compare', key, operator: '=', value }))
  const all = [...pairs, ...(isWhereLeft ? (where.kind === 'and' ? where.of : [where]) : [])]
  return all.length === 0 ? null : all.length === 1 ? all[0] : { kind: 'and', of: all }
}

function withParts(
  found: FoundSoFar,
  requests: readonly PartRequest[],
  change: (part: SearchPart) => Partial<SearchPart>,
): FoundSoFar {
  const parts = [...found.parts]
  for (const { part } of requests) parts[part] = { ...parts[part], ...change(parts[part]) }
  return { ...found, parts }
}

/**
 * What did not come began before the first end of what came: a server that gives the latest first ranks a trace by the start of a
 * span that matched, which lies somewhere inside it.
 */
function donePart(query: SearchQuery, { olderThanUs }: SearchPart, came: readonly TraceSummary[]): Partial<SearchPart> {
  let older = olderThanUs ?? query.window.endUs
  for (const { startUs, durationUs } of came) older = Math.min(older, startUs + durationUs)
  const isCut = query.traceIds.length === 0 && came.length >= query.limit
  return { state: 'done', failure: null, isCut, olderThanUs: older }
}

/** Each trace once; of two readings the fuller one counts. */
function merge(found: FoundSoFar, { traces, notices, refused, condition }: Applied): FoundSoFar {
  const byId = new Map(found.traces.map((trace) => [trace.traceId, trace]))
  for (const trace of traces) {
    const known = byId.get(trace.traceId)
    if (!known || isFuller(trace, known)) byId.set(trace.traceId, trace)
  }
  // What one service's spans refuse, another's may have let in.
  const all = new Set([...found.refused, ...refused].filter((traceId) => !byId.has(traceId)))
  return {
    parts: found.parts,
    traces: [...byId.values()],
    notices: [...new Set([...found.notices, ...notices])],
    refused: all,
    appliedHere: condition ?? found.appliedHere,
  }
}

const isFuller = (a: TraceSummary, b: TraceSummary): boolean =>
  a.complete !== b.complete ? a.complete : a.spanCount > b.spanCount
