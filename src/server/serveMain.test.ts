import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveMain } from './serveMain.ts'

const dist = mkdtempSync(join(tmpdir(), 'lacuna-dist-'))
writeFileSync(join(dist, 'index.html'), readFileSync(new URL('../../index.html', import.meta.url), 'utf8'))
afterAll(() => rmSync(dist, { recursive: true }))

const servers: Server[] = []
let printed = ''
beforeEach(() => {
  printed = ''
  for (const method of ['log', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((text: string) => void (printed += `${text}\n`))
  }
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed += String(text)), true))
  for (const name of ['JAEGER_URL', 'HOST', 'PORT', 'ALLOWED_HOSTS', 'FRAME_ANCESTORS', 'LACUNA_API', 'LACUNA_CONFIG'])
    vi.stubEnv(name, '')
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function jaegerLike(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serve(...args: string[]): Promise<string> {
  const server = await serveMain(args, { dist })
  if (!server) throw new Error(`not started: ${printed}`)
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('where the data comes from', () => {
  test('the named Jaeger, with base path and credentials, which stay here', async () => {
    const backend = await jaegerLike((req, res) => {
      if (req.headers.authorization !== `Basic ${Buffer.from('me:secret').toString('base64')}`) res.statusCode = 401
      res.end(JSON.stringify({ data: [req.url] }))
    })
    const url = await serve('--port', '0', '--jaeger', `${backend.replace('//', '//me:secret@')}/base`)
    expect(await (await fetch(`${url}/api/services`)).json()).toEqual({ data: ['/base/api/services'] })
    const source = await (await fetch(`${url}/lacuna/source.json`)).text()
    expect(JSON.parse(source)).toEqual({
      kind: 'jaeger',
      label: `Jaeger at ${backend.slice('http://'.length)}/base`,
      url: `${backend}/base`,
    })
    expect(source + printed).not.toContain('secret')
    expect(printed).toContain('Data: Jaeger at 127.0.0.1')
  })

  test('JAEGER_URL names it too; the flag goes first', async () => {
    const [fromEnv, fromFlag] = [await jaegerLike(answer('env')), await jaegerLike(answer('flag'))]
    vi.stubEnv('JAEGER_URL', fromEnv)
    expect(await (await fetch(`${await serve('--port', '0')}/api/services`)).json()).toEqual({ data: ['env'] })
    const url = await serve('--port', '0', '--jaeger', fromFlag)
    expect(await (await fetch(`${url}/api/services`)).json()).toEqual({ data: ['flag'] })
  })

  test('a named Jaeger that is down is still the source', async () => {
    const url = await serve('--port', '0', '--jaeger', 'http://127.0.0.1:9')
    expect((await fetch(`${url}/api/services`)).status).toBe(502)
    expect(printed).toContain('No Jaeger answers at http://127.0.0.1:9 yet')
  })

  test('--demo asks nobody', async () => {
    const url = await serve('--port', '0', '--demo')
    expect((await (await fetch(`${url}/api/services`)).json()).data).toContain('document-service')
    expect(printed).toContain('Data: Demo')
  })

  test('--api is told to the page, whatever address it is opened at', async () => {
    const page = await (await fetch(`${await serve('--port', '0', '--demo', '--api', 'otlp')}/search?service=a`)).text()
    expect(page).toContain('<meta name="lacuna-api" content="otlp" />')
    expect(await (await fetch(`${await serve('--port', '0', '--demo')}/`)).text()).not.toContain(
      'name="lacuna-api" content="o',
    )
  })

  test('--api reaches the pages of development too', async () => {
    const told: unknown[] = []
    const server = await serveMain(['--port', '0', '--demo', '--api', 'tempo'], {
      fallback: async (_, written) => (told.push(written), (_incoming, outgoing) => void outgoing.end()),
    })
    servers.push(server!)
    expect(told).toEqual([{ api: 'tempo', configuration: undefined }])
  })

  const answer =
    (name: string): RequestListener =>
    (_, res) =>
      res.end(JSON.stringify({ data: [name] }))
})

describe('where it listens', () => {
  test('on the next port when the usual one is taken', async () => {
    const [first, second] = [await serve('--demo'), await serve('--demo')]
    expect(Number(new URL(first).port)).toBeGreaterThanOrEqual(5173)
    expect(Number(new URL(second).port)).toBeGreaterThan(Number(new URL(first).port))
    expect(printed).toContain(`http://localhost:${new URL(first).port}`)
    expect(await (await fetch(`${second}/search`)).text()).toContain('Lacuna')
  })

  test('a named port that is taken is an error', async () => {
    const { port } = new URL(await serve('--demo', '--port', '0'))
    expect(await serveMain(['--demo', '--port', port], { dist })).toBe(null)
    expect(process.exitCode).toBe(2)
    expect(printed).toContain(`Port ${port}`)
  })

  test('on loopback only', async () => {
    const url = await serve('--demo', '--port', '0')
    const server = servers.at(-1)!
    expect((server.address() as AddressInfo).address).toBe('127.0.0.1')
    expect(url).toContain('127.0.0.1')
  })
})

test.each([
  [['--jaeger', 'localhost:16686'], /not an http or https address/],
  [['--jaeger', 'ftp://u:secret@h'], /not an http or https address/],
  [['--port', 'x'], /not a port/],
  [['--port', '70000'], /not a port/],
  [['--api', 'zipkin'], /jaeger, otlp, tempo/],
  [['--nonsense'], /Usage/],
])('%j is refused in a sentence', async (args, message) => {
  expect(await serveMain(args, { dist })).toBe(null)
  expect(process.exitCode).toBe(2)
  expect(printed).toMatch(message)
  expect(printed).not.toContain('secret')
})
