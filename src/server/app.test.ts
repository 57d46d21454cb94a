import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { Hono } from 'hono'
import { createApp } from './app.ts'
import { allowHosts } from './guard.ts'
import { isPagePath, staticFiles } from './staticFiles.ts'

const dist = mkdtempSync(join(tmpdir(), 'lacuna-dist-'))
mkdirSync(join(dist, 'static'))
mkdirSync(join(dist, '.vite'))
const SCRIPT = 'export const x = 1\n'.repeat(100)
writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Lacuna</title>')
writeFileSync(join(dist, 'static/app-abc12345.js'), SCRIPT)
writeFileSync(join(dist, 'static/app-abc12345.js.gz'), gzipSync(SCRIPT))
writeFileSync(join(dist, '.vite/manifest.json'), '{}')
afterAll(() => rmSync(dist, { recursive: true }))

const demo = new Hono().get('/api/services', (c) => c.json({ data: [] })).post('/api/transform', (c) => c.text('done'))
const app = createApp({
  source: { kind: 'demo', label: 'Demo', url: null },
  api: { demo },
  pages: staticFiles(dist).handler,
  allowsHost: allowHosts('127.0.0.1', []),
  configuration: null,
  policy: { frameAncestors: "'self'" },
})
const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { host: 'localhost:5173', ...headers } })

describe('pages and files', () => {
  test.each([
    '/',
    '/search?service=a',
    '/trace/abc',
    '/trace/00-a.b-01',
    '/trace/a...b',
    '/dependencies',
    '/trace/a%2Fb%3D%3D',
  ])('%s is the page, asked for anew each time', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(await answer.text()).toContain('<title>Lacuna</title>')
  })

  test.each([
    '/static/app-old.js',
    '/favicon.ico',
    '/robots.txt',
    '/lacuna/nope',
    '/api/nope',
    '/api',
    '/.vite/manifest.json',
  ])('%s is missing, and says so without a page', async (path) => {
    const answer = await get(path, { accept: 'text/html' })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toMatch(/^(text\/plain|application\/json)/)
  })

  test.each([
    '/../package.json',
    '/static/../../package.json',
    '/%2e%2e/package.json',
    '/static/%2e%2e%2fpackage.json',
  ])('%s leads nowhere', async (path) => expect((await get(path)).status).toBe(404))

  test('a hashed file is kept for ever, and comes compressed to those who take it', async () => {
    const plain = await get('/static/app-abc12345.js')
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(plain.headers.get('content-type')).toContain('javascript')
    expect(plain.headers.get('content-encoding')).toBe(null)
    expect(await plain.text()).toBe(SCRIPT)
    const gzipped = await get('/static/app-abc12345.js', { 'accept-encoding': 'br, gzip' })
    expect(gzipped.headers.get('content-encoding')).toBe('gzip')
    expect(gzipped.headers.get('vary')).toBe('accept-encoding')
    expect(Buffer.from(await gzipped.arrayBuffer())).toEqual(gzipSync(SCRIPT))
    const refused = await get('/static/app-abc12345.js', { 'accept-encoding': 'gzip;q=0' })
    expect(refused.headers.get('content-encoding')).toBe(null)
  })

  test('an unchanged page is not sent again', async () => {
    const etag = (await get('/search')).headers.get('etag')!
    const again = await get('/search', { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('HEAD, but no writing', async () => {
    const head = await app.request('/search', { method: 'HEAD', headers: { host: 'localhost' } })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await app.request('/search', { method: 'POST', headers: { host: 'localhost' } })).status).toBe(405)
  })

  test('a page path has no file name', () => {
    expect(['/', '/search', '/trace/x.y', '/anything'].every(isPagePath)).toBe(true)
    expect(['/x.js', '/api/x', '/static/x', '/lacuna/source.json'].some(isPagePath)).toBe(false)
  })
})

describe('security', () => {
  test('the policy allows no inline script or style and nothing from elsewhere', async () => {
    const policy = (await get('/search')).headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'self'")
    // WebAssembly may be compiled (ADR 8).
    expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|\*|https?:|data:|blob:/)
  })

  test.each(['/search', '/static/app-abc12345.js', '/static/missing.js', '/api/services', '/lacuna/source.json'])(
    '%s carries the security headers',
    async (path) => {
      const { headers } = await get(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('content-security-policy')).not.toBe(null)
      expect(headers.get('access-control-allow-origin')).toBe(null)
    },
  )

  test.each([
    'evil.example',
    'evil.example:5173',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '',
    'a b',
  ])('the host %j is refused everywhere', async (host) => {
    for (const path of ['/', '/api/services', '/lacuna/source.json', '/static/app-abc12345.js']) {
      expect((await get(path, { host })).status, path).toBe(403)
    }
  })

  test.each(['localhost', 'localhost:5173', 'LOCALHOST:80', 'lacuna.localhost:5173', '127.0.0.1:5173', '[::1]:5173'])(
    'the host %j is ours',
    async (host) => expect((await get('/api/services', { host })).status).toBe(200),
  )

  test('bound to more than loopback: addresses and named hosts, but no other name', () => {
    const allows = allowHosts('0.0.0.0', ['lacuna.example'])
    expect(['192.168.1.5:5173', '[fe80::1]:80', 'lacuna.example', 'localhost'].every(allows)).toBe(true)
    expect(['evil.example', 'x.lacuna.example', ''].some(allows)).toBe(false)
    expect(allowHosts('0.0.0.0', ['*'])('anything.example')).toBe(true)
  })

  const write = (headers: Record<string, string>) =>
    app.request('/api/transform', { method: 'POST', headers: { host: 'localhost:5173', ...headers } })

  test('writes come from our own page or from no page', async () => {
    expect((await write({ origin: 'http://localhost:5173' })).status).toBe(200)
    expect((await write({})).status).toBe(200)
    for (const origin of [
      'http://evil.example',
      'http://localhost:8080',
      'null',
      'http://localhost:5173.evil.example',
    ]) {
      expect((await write({ origin })).status, origin).toBe(403)
    }
    expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await write({ 'sec-fetch-site': 'same-site' })).status).toBe(403)
  })
})

test('the page is told where its data comes from', async () => {
  const answer = await get('/lacuna/source.json')
  expect(await answer.json()).toEqual({ kind: 'demo', label: 'Demo', url: null })
  expect(answer.headers.get('cache-control')).toBe('no-store')
})
