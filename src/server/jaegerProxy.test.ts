import { createServer, request } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, test } from 'vitest'
import { createApp } from './app.ts'
import { allowHosts } from './guard.ts'
import { createJaegerProxy, parseJaegerUrl, upstreamPath } from './jaegerProxy.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function listen(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

/** Our server before a backend, which may be one that is not there. */
async function proxyTo(backendUrl: string): Promise<string> {
  const app = createApp({
    source: { kind: 'jaeger', label: 'x', url: 'x' },
    api: { proxy: createJaegerProxy(parseJaegerUrl(backendUrl)!) },
    pages: null,
    allowsHost: allowHosts('127.0.0.1', []),
    configuration: null,
    policy: { frameAncestors: "'self'" },
  })
  return (await listen(getRequestListener(app.fetch))).url
}

async function proxyOf(backend: RequestListener, base = ''): Promise<string> {
  return proxyTo((await listen(backend)).url + base)
}

/** The answer as it is on the wire: fetch would decode it. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => request(url, { headers, method }, resolve).on('error', reject).end())
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('what reaches the backend', () => {
  test('path and query, below its base path', async () => {
    const seen: string[] = []
    const url = await proxyOf((req, res) => (seen.push(req.url!), res.end('{}')), '/jaeger/ui/')
    await ask(`${url}/api/traces?service=a%20b&tags=%7B%22x%22%3A%22y%22%7D`)
    await ask(`${url}/api/services/a%2Fb/operations`)
    expect(seen).toEqual([
      '/jaeger/ui/api/traces?service=a%20b&tags=%7B%22x%22%3A%22y%22%7D',
      '/jaeger/ui/api/services/a%2Fb/operations',
    ])
  })

  test('the credentials of the address, not those of the browser; no cookies', async () => {
    const { url: backend } = await listen((req, res) => res.end(JSON.stringify(req.headers)))
    const url = await proxyTo(backend.replace('//', '//me%40home:p%3Ass@'))
    const body = await bytesOf(
      await ask(`${url}/api/x`, { authorization: 'Bearer mine', cookie: 'a=b', 'x-tenant': 't1' }),
    )
    const headers = JSON.parse(body.toString())
    expect(headers.authorization).toBe(`Basic ${Buffer.from('me@home:p:ss').toString('base64')}`)
    expect(headers.cookie).toBeUndefined()
    expect(headers['x-tenant']).toBe('t1')
    expect(headers.host).toBe(backend.slice('http://'.length))
  })

  test('a written body', async () => {
    const url = await proxyOf((req, res) => void req.pipe(res))
    const answer = await fetch(`${url}/api/transform`, { method: 'POST', body: '{"resourceSpans":[]}' })
    expect(await answer.text()).toBe('{"resourceSpans":[]}')
  })

  test('nothing outside /api, however it is written', async () => {
    const seen: string[] = []
    const url = await proxyOf((req, res) => (seen.push(req.url!), res.end('{}')))
    const { host } = new URL(url)
    for (const path of [
      '/api/../admin',
      '/api/%2e%2e/admin',
      '/api/..%2fadmin',
      '/api/%2e%2e%5cadmin',
      '/apix',
      '/admin',
    ]) {
      expect((await askRaw(host, path)).statusCode, path).toBe(404)
    }
    // An absolute target names a host; ours is asked all the same, or nothing.
    await askRaw(host, 'http://elsewhere.example/api/services')
    expect(seen.filter((path) => path !== '/api/services')).toEqual([])
  })

  function askRaw(host: string, path: string): Promise<IncomingMessage> {
    const [hostname, port] = host.split(':')
    return new Promise((resolve, reject) => request({ hostname, port, path }, resolve).on('error', reject).end())
  }
})

describe('what comes back', () => {
  test('arrives while the backend still sends', async () => {
    let finish = () => {}
    const url = await proxyOf((_, res) => {
      res.write('{"data":[')
      finish = () => res.end(']}')
    })
    const answer = await ask(`${url}/api/traces`)
    const first = await new Promise<Buffer>((resolve) => answer.once('data', resolve))
    expect(first.toString()).toBe('{"data":[')
    finish()
    expect((await bytesOf(answer)).toString()).toBe(']}')
  })

  test('is not held: a slow reader slows the backend down', async () => {
    let sent = 0
    const url = await proxyOf((_, res) => {
      const chunk = Buffer.alloc(256 * 1024, 'x')
      const push = () => {
        while (sent < 64 * 1024 * 1024) {
          sent += chunk.byteLength
          if (!res.write(chunk)) return void res.once('drain', push)
        }
        res.end()
      }
      push()
    })
    const answer = await ask(`${url}/api/traces`)
    answer.pause()
    await later(300)
    expect(sent).toBeLessThan(32 * 1024 * 1024)
    answer.destroy()
  })

  test.each([
    ['gzip', gzipSync('{"data":[]}')],
    ['br', brotliCompressSync('{"data":[]}')],
  ])('passes %s on undecoded, with its length', async (encoding, body) => {
    const url = await proxyOf((_, res) =>
      res.writeHead(200, { 'content-encoding': encoding, 'content-length': body.byteLength }).end(body),
    )
    const answer = await ask(`${url}/api/services`, { 'accept-encoding': encoding })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers['content-length']).toBe(String(body.byteLength))
    expect(await bytesOf(answer)).toEqual(body)
  })

  test.each([200, 204, 304, 400, 401, 404, 429, 500, 503])('keeps the status %d', async (status) => {
    const url = await proxyOf((_, res) => res.writeHead(status, { 'content-type': 'text/plain' }).end())
    const answer = await ask(`${url}/api/services`)
    expect(answer.statusCode).toBe(status)
  })

  test('drops what would act on our origin', async () => {
    const url = await proxyOf((_, res) => {
      res.writeHead(401, {
        'set-cookie': 'a=b',
        'www-authenticate': 'Basic',
        'access-control-allow-origin': '*',
        connection: 'close, x-private',
        'x-private': '1',
        'content-security-policy': "default-src *; script-src 'unsafe-inline'",
        'content-type': 'text/html',
        'retry-after': '3',
      })
      res.end('<script>1</script>')
    })
    const { headers } = await ask(`${url}/api/services`)
    for (const name of ['set-cookie', 'www-authenticate', 'access-control-allow-origin', 'x-private']) {
      expect(headers[name], name).toBeUndefined()
    }
    expect(headers['retry-after']).toBe('3')
    expect(headers['content-security-policy']).toContain('sandbox')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('a redirect is not followed but explained, without credentials', async () => {
    const url = await proxyOf((_, res) => res.writeHead(302, { location: 'http://u:p@other.example/jaeger/api' }).end())
    const answer = await ask(`${url}/api/services`)
    expect(answer.statusCode).toBe(502)
    expect(answer.headers.location).toBeUndefined()
    const message = JSON.parse((await bytesOf(answer)).toString()).errors[0].msg
    expect(message).toContain('other.example/jaeger')
    expect(message).not.toContain('u:p')
  })
})

describe('when something breaks', () => {
  test('no backend: 502, in the shape of Jaeger’s errors, without credentials', async () => {
    const { url: gone, server } = await listen(() => {})
    server.close()
    const url = await proxyTo(gone.replace('//', '//user:secret@'))
    const answer = await fetch(`${url}/api/services`)
    expect(answer.status).toBe(502)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const body = await answer.json()
    expect(body).toMatchObject({ data: null, errors: [{ code: 502 }] })
    expect(body.errors[0].msg).toContain('ECONNREFUSED')
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('the client goes: the backend is told', async () => {
    let aborted = () => {}
    const wasAborted = new Promise<void>((resolve) => (aborted = resolve))
    const url = await proxyOf((_, res) => {
      res.on('close', () => aborted())
      res.write('{')
    })
    const answer = await ask(`${url}/api/traces`)
    answer.destroy()
    await wasAborted
  })

  test('the client goes before any answer: the backend is told', async () => {
    let aborted = () => {}
    const wasAborted = new Promise<void>((resolve) => (aborted = resolve))
    let arrived = () => {}
    const hasArrived = new Promise<void>((resolve) => (arrived = resolve))
    const url = await proxyOf((req) => {
      req.on('close', () => aborted())
      arrived()
    })
    const abort = new AbortController()
    const asked = fetch(`${url}/api/traces`, { signal: abort.signal }).catch((error: Error) => error.name)
    await hasArrived
    abort.abort()
    expect(await asked).toBe('AbortError')
    await wasAborted
  })

  test('the backend breaks off: so does our answer, it does not end as if complete', async () => {
    const url = await proxyOf((_, res) => {
      res.write('{"data":[')
      setTimeout(() => res.destroy(), 30)
    })
    const answer = await fetch(`${url}/api/traces`)
    await expect(answer.text()).rejects.toThrow()
  })

  test('a backend that was restarted is asked again on a new connection', async () => {
    let connections = 0
    const { url: backend, server } = await listen((_, res) => res.end('{}'))
    server.on('connection', () => connections++)
    const url = await proxyTo(backend)
    expect((await fetch(`${url}/api/services`)).status).toBe(200)
    server.closeAllConnections()
    expect((await fetch(`${url}/api/services`)).status).toBe(200)
    expect(connections).toBe(2)
  })
})

test.each([
  ['http://localhost:16686', 'http://localhost:16686', null],
  ['https://jaeger.example/base/path/', 'https://jaeger.example/base/path', null],
  ['http://h:1/jaeger/search', 'http://h:1/jaeger', null],
  ['http://h:1/jaeger/api/', 'http://h:1/jaeger', null],
  ['http://u:p@h:1', 'http://h:1', `Basic ${Buffer.from('u:p').toString('base64')}`],
  ['http://[::1]:16686', 'http://[::1]:16686', null],
])('the address %s', (text, url, authorization) => {
  expect(parseJaegerUrl(text)).toEqual({ url, authorization })
})

test.each(['', 'localhost:16686', 'ftp://h', 'file:///etc/passwd', 'javascript:alert(1)', '/jaeger'])(
  '%j is no address',
  (text) => expect(parseJaegerUrl(text)).toBe(null),
)

test.each([
  ['/api/traces?x=1', '/api/traces?x=1'],
  ['/api/', '/api/'],
  ['/api', null],
  ['/API/traces', null],
  ['//evil.example/api/x', '/api/x'],
  ['/api/%zz', null],
  ['/api/a/./b', '/api/a/b'],
])('the path %s', (target, path) => expect(upstreamPath(target)).toBe(path))
