import { readBody, type Salvage } from '../formats/readBody.ts'
import { createByteHash, type ByteHash } from '../lib/byteHash.ts'
import { nameFileTraces } from '../model/traceName.ts'
import { aborted, fail, succeed, unreachable } from './failures.ts'
import { finishBody, readOptions, type LoadedBody } from './loadTraces.ts'
import type { StreamOptions } from './openStream.ts'
import type { LoadFailure, Result } from './protocol.ts'

/** The traces of an opened file. `names[i]`: what the page calls `traces[i]`. */
export interface LoadedFile extends LoadedBody {
  /** Made of the file's bytes. */
  readonly key: string
  readonly names: readonly string[]
}

/** Reads a file, which may be gzipped. Of one that is partly damaged, what can be read. */
export async function readFileTraces(
  file: Blob,
  name: string,
  options: Pick<StreamOptions, 'signal' | 'onProgress'>,
): Promise<Result<LoadedFile>> {
  const hash = createByteHash()
  try {
    const read = await readBody(hashed(chunksOf(file.stream()), hash), {
      ...readOptions(file.size, options),
      salvage,
    })
    const body = finishBody(read, name, null, options.signal)
    if (!body.ok) return fail(aboutFile(body.failure))
    const key = hash.finish()
    const ids = body.value.traces.map(({ loaded }) => loaded.trace.traceId)
    return succeed({ ...body.value, notices: body.value.notices.map(sayFile), key, names: nameFileTraces(ids, key) })
  } catch (error) {
    return fail(options.signal.aborted ? aborted(name) : unreadable(name, error))
  }
}

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
  const failure = { ...unreachable(name, error, 1), message: 'The file could not be read to its end.' }
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
