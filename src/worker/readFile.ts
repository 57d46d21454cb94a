import { readBody, type Salvage } from '../formats/readBody.ts'
import { isSavedComparison, readSavedComparison } from '../formats/savedComparison.ts'
import { createByteHash, type ByteHash } from '../lib/byteHash.ts'
import { nameFileTraces } from '../model/traceName.ts'
import { aborted, fail, succeed, unreachable } from './failures.ts'
import { finishBody, bodyOptions, type BodyTrace, type LoadedBody } from './loadTraces.ts'
import type { ReadOptions } from './openStream.ts'
import type { FileComparison, LoadFailure, Result } from './protocol.ts'

/** The traces of an opened file. `names[i]`: what the page calls `traces[i]`. */
export interface LoadedFile extends LoadedBody {
  /** Made of the file's bytes. */
  readonly key: string
  readonly names: readonly string[]
  readonly comparison: FileComparison | null
}

/** Reads a file, which may be gzipped. Of one that is partly damaged, what can be read. */
export async function readFileTraces(file: Blob, name: string, options: ReadOptions): Promise<Result<LoadedFile>> {
  const hash = createByteHash()
  try {
    if (isSavedComparison(await file.slice(0, 1024).text())) return await readSaved(file, name, options)
    const read = await readBody(hashed(chunksOf(file.stream()), hash), {
      ...bodyOptions(file.size, options),
      salvage,
    })
    const body = finishBody(read, name, null, options.signal)
    if (!body.ok) return fail(aboutFile(body.failure))
    const key = hash.finish()
    return succeed({ ...named(body.value, key), notices: body.value.notices.map(sayFile), comparison: null })
  } catch (error) {
    return fail(options.signal.aborted ? aborted(name) : unreadable(name, error))
  }
}

const named = (body: LoadedBody, key: string) => ({
  ...body,
  key,
  names: nameFileTraces(
    body.traces.map(({ loaded }) => loaded.trace.traceId),
    key,
  ),
})

/** Both traces of a saved comparison, and how they were looked at. */
async function readSaved(file: Blob, name: string, options: ReadOptions): Promise<Result<LoadedFile>> {
  const saved = readSavedComparison(await file.text())
  if (!saved) return fail(damaged(name))
  const traces: BodyTrace[] = []
  for (const body of saved.bodies) {
    const read = await readBody(chunksOf(new Blob([body]).stream()), bodyOptions(null, options))
    const one = finishBody(read, name, null, options.signal)
    if (!one.ok) return fail(options.signal.aborted ? one.failure : damaged(name))
    traces.push(one.value.traces[0])
  }
  const hash = createByteHash()
  for (const body of saved.bodies) hash.add(body)
  const loaded = named({ traces, notices: [] }, hash.finish())
  const [a, b = a] = loaded.names
  return succeed({ ...loaded, comparison: { a, b, address: saved.address } })
}

const damaged = (url: string): LoadFailure => ({
  kind: 'not-a-trace',
  status: null,
  message: 'This saved comparison is damaged or cut off.',
  detail: null,
  url,
})

/** The readable traces with what went wrong as notices. */
const salvage: Salvage = (damage, traces, badLines) => {
  const good = traces.filter(({ trace }) => trace.length > 0)
  if (good.length === 0) return null
  const notices = damage ? [`${damage.message} What was read before that is shown: spans may be missing.`] : []
  if (badLines > 0) notices.push(`${badLines} ${badLines === 1 ? 'line is' : 'lines are'} no JSON and left out.`)
  return { traces: good, notices }
}

/** Hashed before the reader has them: chunks are its own from then on. */
async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: ByteHash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.add(chunk)
    yield chunk
  }
}

/** The words for bodies speak of servers. */
const ABOUT_FILES: Partial<Record<LoadFailure['kind'], string>> = {
  html: 'This is a web page, not trace data.',
  empty: 'There are no spans in it.',
  'not-found': 'It holds a backend’s answer that there is no such trace.',
  http: 'It holds a backend’s error, not a trace.',
}

const aboutFile = (failure: LoadFailure): LoadFailure => ({
  ...failure,
  message: ABOUT_FILES[failure.kind] ?? sayFile(failure.message),
})

const sayFile = (text: string) => text.replace('The body', 'The file').replace('the body', 'the file')

function unreadable(name: string, error: unknown): LoadFailure {
  const failure = { ...unreachable(name, error, true), message: 'The file could not be read to its end.' }
  if (error instanceof RangeError)
    return { ...failure, kind: 'too-large', message: 'The file does not fit into memory.' }
  const isGone = error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')
  return isGone
    ? { ...failure, message: 'The file has changed or is gone since it was chosen, or it is a folder. Open it again.' }
    : failure
}

/** Browsers without async iteration of streams exist. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
