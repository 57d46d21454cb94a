import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { renderPage } from '../src/server/page.ts'
import type { DataIndex } from './data.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
}
const HEAD = Buffer.from('{"data":[')
const TAIL = Buffer.from('],"total":0,"limit":0,"offset":0,"errors":null}')
const COMMA = Buffer.from(',')

export interface BenchServer {
  url: string
  /** How many services `/api/dependencies` answers with. */
  setDependencies(services: string): void
  /** When the last byte of a trace was last handed to the network, Unix ms. */
  lastByteAt(traceID: string): number
  /** The page's scripts asked for so far, as files. */
  scripts(): string[]
  close(): void
}

export type Api = 'jaeger' | 'otlp'

/**
 * A built page and a Jaeger-shaped API over the generated files: loopback only, from memory, nothing compressed. The same for
 * the floor page and for Lacuna, so that only the pages differ. With `otlp` the page is told so, as `lacuna serve` tells it. Search parameters other than `limit` and `traceID` are ignored.
 */
export async function startBenchServer(
  dist: string,
  folder: string,
  index: DataIndex,
  api: Api = 'jaeger',
): Promise<BenchServer> {
  const scripts = new Set<string>()
  const lastByteAt = new Map<string, number>()
  let dependencies = Object.keys(index.dependencies)[0]
  const files = new Map<string, Buffer>()
  const read = (file: string) => {
    const known = files.get(file)
    if (known) return known
    const bytes = fs.readFileSync(path.join(folder, file))
    files.set(file, bytes)
    return bytes
  }
  const wrapped = new Map(Object.values(index.traces).map((trace) => [trace.traceID, trace]))
  const otlp = new Map(Object.values(index.otlp).map((trace) => [trace.traceID, trace]))
  const bare = new Map(index.search.map((trace) => [trace.traceID, trace]))
  const bareBytes = (traceID: string): Buffer | null => {
    const whole = wrapped.get(traceID)
    if (whole) {
      const bytes = read(whole.file)
      return bytes.subarray(HEAD.length, bytes.length - TAIL.length)
    }
    const found = bare.get(traceID)
    return found ? read(found.file) : null
  }
  const written = fs.readFileSync(path.join(dist, 'index.html'), 'utf8')
  const html = Buffer.from(api === 'otlp' ? renderPage(written, { api }) : written)

  const send = (response: http.ServerResponse, status: number, type: string, ...parts: Buffer[]) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    response.writeHead(status, { 'content-type': type, 'content-length': length, 'cache-control': 'no-cache' })
    for (const part of parts) response.write(part)
    response.end()
  }
  const json = (response: http.ServerResponse, value: unknown, status = 200) =>
    send(response, status, 'application/json', Buffer.from(JSON.stringify(value)))
  const envelope = (data: unknown) => ({ data, total: 0, limit: 0, offset: 0, errors: null })

  const noteLastByte = (response: http.ServerResponse, traceID: string) =>
    response.on('finish', () => lastByteAt.set(traceID, performance.timeOrigin + performance.now()))

  function answerApi(url: URL, response: http.ServerResponse) {
    const { pathname, searchParams } = url
    if (pathname === '/api/services') return json(response, envelope(Object.keys(index.operations)))
    if (pathname === '/api/operations')
      return json(response, envelope(index.operations[searchParams.get('service') ?? ''] ?? []))
    if (pathname === '/api/dependencies')
      return send(response, 200, 'application/json', read(index.dependencies[dependencies].file))
    const operations = /^\/api\/services\/([^/]+)\/operations$/.exec(pathname)
    if (operations) {
      const list = index.operations[decodeURIComponent(operations[1])] ?? []
      return json(response, envelope(list.map((operation) => operation.name)))
    }
    if (pathname === '/api/v3/services') return json(response, { services: Object.keys(index.operations) })
    if (pathname === '/api/v3/operations')
      return json(response, { operations: index.operations[searchParams.get('service') ?? ''] ?? [] })
    const v3 = otlp.get(/^\/api\/v3\/traces\/([0-9a-f]+)$/.exec(pathname)?.[1] ?? '')
    if (v3) {
      noteLastByte(response, v3.traceID)
      return send(response, 200, 'application/json', read(v3.file))
    }
    const trace = /^\/api\/traces\/([0-9a-f]+)$/i.exec(pathname)
    if (trace) {
      const bytes = bareBytes(trace[1].toLowerCase())
      noteLastByte(response, trace[1].toLowerCase())
      if (bytes) return send(response, 200, 'application/json', HEAD, bytes, TAIL)
      return json(response, { ...envelope(null), errors: [{ code: 404, msg: 'trace not found' }] }, 404)
    }
    if (pathname === '/api/traces') {
      const ids = searchParams.getAll('traceID')
      const limit = Number(searchParams.get('limit') ?? 20)
      const wanted =
        ids.length > 0
          ? ids
          : repeatTo(
              limit,
              index.search.map((found) => found.traceID),
            )
      const bodies = wanted.map((id) => bareBytes(id)).filter((bytes) => bytes !== null)
      return send(
        response,
        200,
        'application/json',
        HEAD,
        ...bodies.flatMap((bytes, i) => (i === 0 ? [bytes] : [COMMA, bytes])),
        TAIL,
      )
    }
    return json(response, { ...envelope(null), errors: [{ code: 404, msg: `not served: ${pathname}` }] }, 404)
  }

  const server = http.createServer((request, response) => {
    const url = new URL(request.url!, 'http://bench')
    if (url.pathname.startsWith('/api/')) return answerApi(url, response)
    const file = path.join(dist, path.normalize(decodeURIComponent(url.pathname)))
    if (url.pathname !== '/' && file.startsWith(dist) && fs.existsSync(file) && fs.statSync(file).isFile()) {
      if (file.endsWith('.js')) scripts.add(file)
      return send(response, 200, TYPES[path.extname(file)] ?? 'application/octet-stream', fs.readFileSync(file))
    }
    // A comparison's address, `/trace/a...b`, has dots too.
    if (path.extname(url.pathname) in TYPES) return send(response, 404, 'text/plain')
    return send(response, 200, TYPES['.html'], html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setDependencies: (services) => {
      dependencies = services
    },
    lastByteAt: (traceID) => lastByteAt.get(traceID) ?? NaN,
    scripts: () => [...scripts],
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The first `count` ids; a corpus that is too small is gone through again. */
const repeatTo = (count: number, ids: readonly string[]) =>
  Array.from({ length: Math.min(count, Math.max(ids.length, count)) }, (_, i) => ids[i % ids.length])
