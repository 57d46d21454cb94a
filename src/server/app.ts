import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { guard } from './guard.ts'
import { contentSecurityPolicy, securityHeaders } from './headers.ts'
import type { PolicyOptions } from './headers.ts'
import type { Proxy } from './jaegerProxy.ts'
import type { Source } from './source.ts'

export interface AppOptions {
  readonly source: Source
  /** What answers below `/api`. */
  readonly api: { readonly proxy: Proxy } | { readonly demo: Hono }
  /** The page and its files; null leaves them to whoever comes after (the development server). */
  readonly pages: MiddlewareHandler | null
  readonly allowsHost: (host: string) => boolean
  /** What is written into the page, or asked for as `config.json` (the development server's pages do). */
  readonly configuration: unknown
  readonly policy: PolicyOptions
}

/** The localhost server: guard, API, page. */
export function createApp(options: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(guard(options.allowsHost))
  app.use(securityHeaders(contentSecurityPolicy(options.policy)))
  app.get('/lacuna/source.json', (c) => c.json(options.source, 200, { 'cache-control': 'no-store' }))
  app.get('/config.json', (c) => c.json(options.configuration ?? {}, 200, { 'cache-control': 'no-cache' }))
  app.all('/lacuna/*', (c) => c.json({ error: 'not found' }, 404))
  const { api } = options
  if ('demo' in api) app.route('/', api.demo)
  else {
    app.all('/api/*', (c) => {
      api.proxy(c.env.incoming, c.env.outgoing)
      return RESPONSE_ALREADY_SENT
    })
  }
  app.all('/api', (c) => c.json({ data: null, errors: [{ code: 404, msg: 'not found' }] }, 404))
  if (options.pages) app.use(options.pages)
  app.onError((error, c) => {
    console.error(error)
    return c.json({ data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 500, msg: 'the server failed' }] }, 500)
  })
  return app
}
