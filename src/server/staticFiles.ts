import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import { inlineScriptHashes, renderPage, withoutPrefix } from './page.ts'
import type { Written } from './page.ts'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
}

interface StaticFile {
  readonly type: string
  readonly plain: Buffer
  readonly br: Buffer | null
  readonly gzip: Buffer | null
  readonly etag: string
  readonly cacheControl: string
}

/**
 * Serves a built `dist`: hashed files for ever, everything else after asking again; precompressed where the build left `.br` and
 * `.gz`. A page's address gets index.html; a missing file is a 404 in plain text, never a page. `written`: into the page.
 */
export function staticFiles(folder: string, written: Written = {}): StaticPages {
  const files = readFiles(folder)
  const built = files.get('/index.html')
  if (!built) throw new Error(`no index.html in ${folder}: run "npm run build" first`)
  const html = renderPage(built.plain.toString('utf8'), written)
  const page = makePage(built, html)
  const otherPage = makePage(built, withoutPrefix(html))
  files.set('/index.html', page)
  const handler: MiddlewareHandler = async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
      return c.text('Method not allowed\n', 405, { allow: 'GET, HEAD' })
    const file = files.get(c.req.path) ?? (isPagePath(c.req.path) ? (isOwnPage(c.req.path) ? page : otherPage) : null)
    if (!file) return c.text('Not found\n', 404, { 'cache-control': 'no-store' })
    const headers: Record<string, string> = {
      'content-type': file.type,
      'cache-control': file.cacheControl,
      etag: file.etag,
      vary: 'accept-encoding',
    }
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304, headers)
    const { body, encoding } = chooseEncoding(file, c.req.header('accept-encoding') ?? '')
    if (encoding) headers['content-encoding'] = encoding
    headers['content-length'] = String(body.byteLength)
    return c.body(new Uint8Array(body), 200, headers)
  }
  return { handler, scriptHashes: inlineScriptHashes(html) }
}

export interface StaticPages {
  readonly handler: MiddlewareHandler
  /** Of the page's inline scripts, for the content security policy. */
  readonly scriptHashes: readonly string[]
}

const makePage = (built: StaticFile, html: string): StaticFile => {
  const plain = Buffer.from(html)
  return { ...built, plain, br: brotliCompressSync(plain), gzip: gzipSync(plain), etag: etagOf(plain) }
}

const isOwnPage = (path: string) => /^\/(?:(?:search|dependencies|trace)\/?|trace\/.*)?$/.test(path)

const etagOf = (plain: Buffer) => `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`

/** The app's own addresses: no file name at their end, except in what stands for a trace's id. */
export function isPagePath(path: string): boolean {
  if (/^\/(api|static|lacuna)(\/|$)/.test(path)) return false
  if (path.startsWith('/trace/')) return true
  return !path.slice(path.lastIndexOf('/')).includes('.')
}

/** The bundler's files carry a hash of eight characters in their name; theme.js and the like do not. */
export const isHashed = (path: string): boolean => /^\/static\/.*-[\w-]{8}\.\w+$/.test(path)

function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const url = `/${relative(folder, path).split(sep).join('/')}`
    if (!entry.isFile() || /\.(br|gz)$/.test(entry.name) || url.startsWith('/.')) continue
    const plain = readFileSync(path)
    files.set(url, {
      type: TYPES[entry.name.slice(entry.name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      plain,
      br: readIfThere(`${path}.br`),
      gzip: readIfThere(`${path}.gz`),
      etag: etagOf(plain),
      cacheControl: isHashed(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  }
  return files
}

const readIfThere = (path: string): Buffer | null => (existsSync(path) ? readFileSync(path) : null)

function chooseEncoding(file: StaticFile, accepted: string): { body: Buffer; encoding: string | null } {
  const accepts = (name: string) =>
    accepted.split(',').some((part) => {
      const [coding, quality] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/)
      return coding === name && quality !== '0' && !/^0\.0*$/.test(quality ?? '')
    })
  if (file.br && accepts('br')) return { body: file.br, encoding: 'br' }
  if (file.gzip && accepts('gzip')) return { body: file.gzip, encoding: 'gzip' }
  return { body: file.plain, encoding: null }
}
