import { describeStatus, serverMessage } from '../lib/serverMessage.ts'
import type { LoadFailure, Result } from './protocol.ts'

export const fail = (failure: LoadFailure): Result<never> => ({ ok: false, failure })

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value })

export const aborted = (url: string): LoadFailure => ({
  kind: 'aborted',
  status: null,
  message: 'Cancelled.',
  detail: null,
  url,
})

export const stalled = (url: string, ms: number, bytes: number): LoadFailure => ({
  kind: 'timeout',
  status: null,
  message:
    bytes === 0
      ? `No answer within ${Math.round(ms / 1e3)} seconds.`
      : `Nothing more came for ${Math.round(ms / 1e3)} seconds.`,
  detail: bytes === 0 ? null : `${bytes} bytes had arrived.`,
  url,
})

export const unreachable = (url: string, error: unknown, hasBegun: boolean): LoadFailure => ({
  kind: hasBegun ? 'truncated' : 'network',
  status: null,
  message: hasBegun ? 'The connection broke before the answer was complete.' : 'The server does not answer.',
  detail: error instanceof Error ? error.message : String(error),
  url,
})

/** `body`: what of it was read. An unknown trace is 404 with JSON (Jaeger) or with nothing (Tempo). */
export function refused(url: string, status: number, statusText: string, body: string): LoadFailure {
  const detail = serverMessage(body)
  if (status === 404 && isUnknownTrace(body, detail)) {
    return { kind: 'not-found', status, message: 'No trace with this id is stored.', detail, url }
  }
  return {
    kind: 'http',
    status,
    message: describeStatus(status, statusText, detail),
    detail,
    url,
  }
}

/** A 404 that is about the path ("404 page not found", a proxy's page) says nothing of the trace. */
const isUnknownTrace = (body: string, detail: string | null) =>
  body.trim() === '' || (detail !== null && !/page not found/i.test(detail))

export const notStored = (url: string, status: number | null, detail: string | null): LoadFailure => ({
  kind: 'not-found',
  status,
  message: 'No trace with this id is stored.',
  detail,
  url,
})

export const evicted = (key: string): LoadFailure => ({
  kind: 'empty',
  status: null,
  message: 'This trace is no longer in memory.',
  detail: null,
  url: key,
})

export const saidNothing = (url: string, status: number): LoadFailure => ({
  kind: 'not-json',
  status,
  message: 'The server sent an empty answer.',
  detail: null,
  url,
})
