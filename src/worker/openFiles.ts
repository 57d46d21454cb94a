import { splitTraceName } from '../model/traceName.ts'
import type { ViewOptions } from '../analysis/analyze.ts'
import { fail, notStored, succeed } from './failures.ts'
import type { FileAnswer, LoadProgress, Result, TraceRequest, TraceView } from './protocol.ts'
import { readFileTraces } from './readFile.ts'
import type { Session } from './session.ts'
import type { CachedTrace } from './traceCache.ts'

type OnProgress = (progress: LoadProgress) => void

/** All traces of a file join the cache, by their names, and become search results. */
export async function openFile(
  session: Session,
  file: Blob,
  name: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Result<FileAnswer>> {
  const read = await readFileTraces(file, name, session.readOptions(signal, onProgress))
  if (!read.ok) return read
  const { key, names, comparison } = read.value
  const answer = await session.keep(read.value, name, signal, names)
  return answer.ok ? succeed({ ...answer.value, key, comparison }) : answer
}

/** One trace of a file. The file's others are read with it anyway: they open at once then. */
export async function fileEntryFor(
  session: Session,
  file: Blob,
  { url, traceId }: TraceRequest,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Result<CachedTrace>> {
  const held = session.entryNamed(traceId ?? '')
  if (held) return succeed(held)
  const read = await readFileTraces(file, url, session.readOptions(signal, onProgress))
  if (!read.ok) return read
  const { traces, names } = read.value
  const wanted = names.indexOf(traceId ?? '')
  if (wanted < 0) return fail(notStored(url, null, 'The file holds other traces.'))
  traces.forEach((trace, at) => session.add(trace, names[at]))
  // The last to join stays, whatever the others weigh.
  return succeed(session.add(traces[wanted], names[wanted]))
}

export async function openFileTrace(
  session: Session,
  file: Blob,
  request: TraceRequest,
  options: ViewOptions,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Result<TraceView>> {
  const entry = await fileEntryFor(session, file, request, signal, onProgress)
  return entry.ok ? session.viewTrace(entry.value.key, options) : entry
}

/** Lets go of a file's traces. */
export function forgetFile(session: Session, key: string): void {
  for (const entry of session.entries()) {
    if (splitTraceName(entry.name).file === key) session.remove(entry.key)
  }
}

/** The traces of a saved comparison, by their keys. */
export async function openSaved(
  session: Session,
  bodies: readonly Blob[],
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const keys: string[] = []
  for (const [side, body] of bodies.entries()) {
    const read = await readFileTraces(
      body,
      'the saved comparison',
      session.readOptions(signal, () => {}),
    )
    if (!read.ok) return read
    // Both may be the same trace, read at different times or out of different files.
    keys.push(session.add(read.value.traces[0], `saved~${side}`).key)
  }
  return succeed(keys)
}
