import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { undoAdjustments } from '../../analysis/undoAdjustments.ts'
import { readBody } from '../../formats/readBody.ts'
import type { LoadedTrace } from '../../model/trace.ts'
import { normalizeTraceId } from '../../model/spanIds.ts'
import { parseTraceId } from '../../url/traceId.ts'

/** What a source holds, as it was recorded; `wanted` is the trace that its address names. */
export type SourceTraces =
  | {
      readonly ok: true
      readonly traces: readonly LoadedTrace[]
      readonly wanted: string | null
      readonly notices: readonly string[]
    }
  | { readonly ok: false; readonly message: string }

const fail = (message: string): SourceTraces => ({ ok: false, message: message.replace(/\s+/g, ' ').trim() })

/** How long a server may take until its answer begins. */
const ANSWER_MS = 60_000
/** Read in large pieces: fewer turns of the event loop. */
const CHUNK_BYTES = 1 << 22

/** Reads a file, standard input (`-`) or an address. Never throws for what the source is. */
export async function readSource(source: string): Promise<SourceTraces> {
  if (/^https?:\/\//i.test(source)) return readAddress(source)
  if (/^[a-z][a-z+.-]*:\/\//i.test(source)) return fail('only http and https addresses can be read')
  if (source === '-') return readTraces(process.stdin, null, null)
  const file = await stat(source).catch((error: NodeJS.ErrnoException) => error)
  if (file instanceof Error)
    return fail(file.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${file.code ?? file.message})`)
  if (file.isDirectory()) return fail('is a folder; name one of its files')
  return readTraces(createReadStream(source, { highWaterMark: CHUNK_BYTES }), file.isFile() ? file.size : null, null)
}

async function readTraces(
  chunks: AsyncIterable<Uint8Array>,
  totalBytes: number | null,
  wanted: string | null,
): Promise<SourceTraces> {
  try {
    const body = await readBody(chunks, { totalBytes })
    if (!body.ok) {
      const { message, detail, kind } = body.failure
      const said =
        detail !== null && (kind === 'http' || kind === 'not-found') && !message.includes(detail)
          ? ` (${detail.slice(0, 200)})`
          : ''
      return fail(message + said)
    }
    return { ok: true, traces: body.value.traces.map(undoAdjustments), wanted, notices: body.value.notices }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return fail(`cannot be read to its end (${code ?? message})`)
  }
}

/**
 * The address that answers with the data of a page: `/trace/<id>` → `/api/traces/<id>`, below the same prefix. Addresses of an API
 * stay. `traceId`: the trace that a page's address names.
 */
export function dataAddress(text: string): { readonly url: URL; readonly traceId: string | null } | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const page = /^(.*?)\/trace\/([^/]+)\/?$/.exec(url.pathname)
  if (!page || /\/api(\/|$)/.test(page[1])) return { url, traceId: null }
  const traceId = parseTraceId(page[2])?.traceId
  if (traceId === undefined) return null
  url.pathname = `${page[1]}/api/traces/${traceId}`
  url.search = '?raw=true' // the times as they were recorded, where the backend moves spans
  url.hash = ''
  return { url, traceId }
}

async function readAddress(text: string): Promise<SourceTraces> {
  const address = dataAddress(text)
  if (!address) return fail('is no address of a trace: expected …/trace/<trace id> or …/api/traces/<trace id>')
  const { url, traceId } = address
  const headers: Record<string, string> = { accept: 'application/json' }
  if (url.username !== '' || url.password !== '') {
    headers.authorization = `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`
    url.username = ''
    url.password = ''
  }
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), ANSWER_MS)
  let response: Response
  try {
    response = await fetch(url, { headers, signal: waiting.signal })
  } catch (error) {
    if (waiting.signal.aborted) return fail(`${url.host} did not answer within ${ANSWER_MS / 1000} s`)
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    return fail(`${url.host} cannot be reached (${cause?.code ?? (error as Error).message})`)
  } finally {
    clearTimeout(timer)
  }
  if (!response.body) return fail(`${url.host} answered with nothing (status ${response.status})`)
  const traces = await readTraces(
    response.body as unknown as AsyncIterable<Uint8Array>,
    null,
    traceId && normalizeTraceId(traceId),
  )
  if (traces.ok || response.ok) return traces
  return fail(`${url.host} answered with status ${response.status}: ${traces.message}`)
}
