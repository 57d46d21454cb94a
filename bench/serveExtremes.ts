import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliCompress, createGzip, constants } from 'node:zlib'
import { EXTREMES } from './extremes.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export type Encoding = 'identity' | 'gzip' | 'br'

/** The built page and the extreme traces, made while they are sent and compressed as asked for. */
export async function serveExtremes(dist: string, encoding: Encoding = 'identity') {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://bench')
    if (pathname.startsWith('/api/')) {
      const extreme = EXTREMES.find(({ traceID }) => pathname === `/api/traces/${traceID}`)
      response.setHeader('content-type', 'application/json')
      if (!extreme) return void response.end('{"data":[],"total":0,"limit":0,"offset":0,"errors":null}')
      if (encoding !== 'identity') response.setHeader('content-encoding', encoding)
      const source = Readable.from(joinPieces(extreme.body()))
      const packed = compressor(encoding)
      // Whoever leaves early is no error of ours.
      void (packed ? pipeline(source, packed, response) : pipeline(source, response)).catch(() => {})
      return
    }
    const file = path.join(dist, path.normalize(pathname))
    const isFile = pathname !== '/' && file.startsWith(dist) && fs.existsSync(file) && fs.statSync(file).isFile()
    const sent = isFile ? file : path.join(dist, 'index.html')
    response.setHeader('content-type', TYPES[path.extname(sent)] ?? 'application/octet-stream')
    fs.createReadStream(sent).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function compressor(encoding: Encoding) {
  if (encoding === 'gzip') return createGzip({ level: 1 })
  return encoding === 'br' ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }) : null
}

function* joinPieces(pieces: Iterable<string>): Generator<Buffer> {
  let buffer = ''
  for (const piece of pieces) {
    buffer += piece
    if (buffer.length < 1 << 18) continue
    yield Buffer.from(buffer)
    buffer = ''
  }
  yield Buffer.from(buffer)
}
