import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
  ServerResponse,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream'
import { COMMON_HEADERS, DATA_POLICY } from './headers.ts'

/** A Jaeger's address, its credentials kept apart. */
export interface JaegerTarget {
  /** `http://host:port/base`, no credentials, no slash at the end. */
  readonly url: string
  /** An Authorization header's value, null without credentials. */
  readonly authorization: string | null
}

/** Reads `http://user:pass@host:port/base/`; the page's address (`…/search`, `…/api`) will do. Null when it is no http(s) URL. */
export function parseJaegerUrl(text: string): JaegerTarget | null {
  const url = URL.parse?.(text) ?? (URL.canParse(text) ? new URL(text) : null)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const base = url.pathname.replace(/\/+$/, '').replace(/\/(api|search)$/, '')
  return {
    url: `${url.protocol}//${url.host}${base}`,
    authorization: credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
  }
}

/** Of what a browser sends, what a Jaeger needs. No cookies: those of localhost belong to other programs of this machine. */
const REQUEST_HEADERS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'range',
  'transfer-encoding',
  'user-agent',
  'x-tenant',
]

/** Hop-by-hop, and what would act on our origin rather than inform: cookies, login pop-ups, CORS, the backend's own policies. */
const DROPPED_HEADERS = new Set([
  'alt-svc',
  'connection',
  'content-security-policy',
  'content-security-policy-report-only',
  'keep-alive',
  'location',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'refresh',
  'set-cookie',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
])

const CONNECT_TIMEOUT_MS = 10_000

export type Proxy = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * Passes `/api/…` on to one Jaeger and streams its answer back: no body is held, encodings and status pass through, and when the
 * client goes, the request to the Jaeger is aborted. Whatever the client says, no other host is asked and no path outside `/api`.
 */
export function createJaegerProxy(target: JaegerTarget): Proxy {
  const base = new URL(target.url)
  const secure = base.protocol === 'https:'
  const request = secure ? httpsRequest : httpRequest
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })

  return (incoming, outgoing) => {
    const path = upstreamPath(incoming.url ?? '')
    if (path === null) return fail(outgoing, 404, 'only paths below /api/ are passed on')
    const options: RequestOptions = {
      agent,
      method: incoming.method,
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (secure ? 443 : 80),
      path: base.pathname.replace(/\/$/, '') + path,
      headers: requestHeaders(incoming.headers, base.host, target.authorization),
    }
    send(options, true)

    function send(of: RequestOptions, mayRetry: boolean) {
      const upstream = request(of)
      const gone = () => upstream.destroy()
      outgoing.once('close', gone)
      // Covers the connection only: a slow query is the page's to wait for or to abort.
      const timer = setTimeout(() => upstream.destroy(new Error('no connection within 10 s')), CONNECT_TIMEOUT_MS)
      upstream.once('socket', (socket) => {
        if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(timer))
        else clearTimeout(timer)
      })
      upstream.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        outgoing.off('close', gone)
        if (outgoing.destroyed) return
        const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
        // A kept connection that the backend closed meanwhile (it was restarted) says nothing about the backend now.
        if (mayRetry && upstream.reusedSocket && !hasBody && !outgoing.headersSent) return send(of, false)
        if (outgoing.headersSent) outgoing.destroy()
        else fail(outgoing, 502, `cannot reach Jaeger at ${target.url}: ${error.code ?? error.message}`)
      })
      upstream.once('response', (answer) => {
        clearTimeout(timer)
        const status = answer.statusCode ?? 502
        if (status >= 300 && status < 400 && status !== 304) {
          answer.resume()
          const to = String(answer.headers.location ?? 'elsewhere').replace(/\/\/[^/@]*@/, '//')
          return fail(outgoing, 502, `Jaeger at ${target.url} redirects to ${to}: start with that address instead`)
        }
        outgoing.writeHead(status, responseHeaders(answer.headers))
        // Headers at once: the page counts from here, even when the body takes its time.
        outgoing.flushHeaders()
        pipeline(answer, outgoing, () => upstream.destroy())
      })
      if (incoming.method === 'GET' || incoming.method === 'HEAD') upstream.end()
      else pipeline(incoming, upstream, () => {})
    }
  }
}

/** Path and query of a request when they stay below /api/, else null. Dots are resolved first, also encoded ones. */
export function upstreamPath(target: string): string | null {
  if (!URL.canParse(target, 'http://localhost')) return null
  const { pathname, search } = new URL(target, 'http://localhost')
  if (!pathname.startsWith('/api/')) return null
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  return decoded.split(/[/\\]/).includes('..') ? null : pathname + search
}

function requestHeaders(headers: IncomingHttpHeaders, host: string, authorization: string | null): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = { host }
  for (const name of REQUEST_HEADERS) if (headers[name] !== undefined) passed[name] = headers[name]
  if (authorization !== null) passed.authorization = authorization
  return passed
}

function responseHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
  const passed: OutgoingHttpHeaders = { ...COMMON_HEADERS, 'content-security-policy': DATA_POLICY }
  for (const [name, value] of Object.entries(headers)) {
    if (DROPPED_HEADERS.has(name) || named.includes(name) || name.startsWith('access-control-')) continue
    if (name in COMMON_HEADERS) continue
    passed[name] = value
  }
  return passed
}

/** In the shape of Jaeger's own errors, which is what the page reads. */
function fail(outgoing: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg: message }] })
  outgoing.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'content-security-policy': DATA_POLICY,
    'cache-control': 'no-store',
  })
  outgoing.end(body)
}
