import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Hono } from 'hono'
import { createApp } from './app.ts'
import { createDemoApi } from './demo/demoApi.ts'
import { allowHosts, isLoopback } from './guard.ts'
import { createJaegerProxy } from './jaegerProxy.ts'
import type { Written } from './page.ts'
import { projectRoot } from './projectRoot.ts'
import { readConfigurationFile } from './readConfigurationFile.ts'
import { DEMO_CHOSEN, chooseSource } from './source.ts'
import { staticFiles } from './staticFiles.ts'

const USAGE = `Usage: lacuna serve [options]

  --jaeger URL   the Jaeger to show (also JAEGER_URL); base path and user:password@ may be part of it.
                 Without it: a Jaeger at localhost:16686 when there is one, else the demo's recorded traces.
  --demo         the demo's recorded traces, whatever else there is
  --api NAME     the API to speak to it: jaeger (/api), otlp (/api/v3) or tempo (also LACUNA_API). Without it the page finds out
  --port N       the port (also PORT); without it 5173 or the next free one
  --config FILE  the configuration, a JSON file (also LACUNA_CONFIG); docs/configuration.md lists what it may hold

Environment: HOST (address to listen on, default 127.0.0.1), ALLOWED_HOSTS (further names it answers for, by commas),
FRAME_ANCESTORS (who may embed the page, as in CSP; default 'self', or the configuration's frameAncestors).
`

/** The names that the page knows: `BACKEND_KINDS` of `data/backend.ts`. */
const APIS: readonly string[] = ['jaeger', 'otlp', 'tempo']

const FIRST_PORT = 5173
const LAST_PORT = 5272

/** What comes after our own paths in development: vite's pages. */
export type Pages =
  | { readonly dist: string }
  | { readonly fallback: (server: Server, written: Written) => Promise<RequestHandler> }
export type RequestHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** The command `serve`. Resolves once it listens; null with a message on standard error when it cannot (exit code set). */
export async function serveMain(args: readonly string[], pages: Pages): Promise<Server | null> {
  const options = readOptions(args)
  if (options === null) return null
  const chosen = options.demo ? DEMO_CHOSEN : await chooseSource(options.jaeger)
  if (!chosen) return giveUp(`"${redact(options.jaeger ?? '')}" is not an http or https address.`)
  const { source, target, warning } = chosen
  const file = options.config === null ? null : readConfigurationFile(options.config)
  if (file && 'error' in file) return giveUp(file.error)
  for (const problem of file?.problems ?? []) console.warn(`${options.config}: ${problem}`)
  const written = { api: options.api, configuration: file?.raw }
  const statics = 'dist' in pages ? staticFiles(pages.dist, written) : null
  const host = process.env.HOST || '127.0.0.1'
  const app = createApp({
    source,
    api: target
      ? { proxy: createJaegerProxy(target) }
      : { demo: createDemoApi({ folder: join(projectRoot(), 'fixtures/traces') }) },
    pages: statics?.handler ?? null,
    allowsHost: allowHosts(host, list(process.env.ALLOWED_HOSTS)),
    configuration: file?.raw ?? null,
    policy: {
      frameAncestors: options.frameAncestors ?? file?.configuration.frameAncestors?.join(' ') ?? "'self'",
      scriptHashes: statics?.scriptHashes,
      apiOrigin: originOf(file?.configuration.api.url ?? null),
    },
  })
  const server = createServer()
  server.on('request', 'dist' in pages ? listener(app) : withFallback(app, await pages.fallback(server, written)))
  // `localhost` may mean either loopback address: without HOST both are ours, or the port counts as taken.
  const twin = process.env.HOST
    ? null
    : createServer((incoming, outgoing) => server.emit('request', incoming, outgoing))
  twin?.on('upgrade', (...upgrade) => server.emit('upgrade', ...upgrade))
  const port = await listen(server, host, twin, options.port)
  if (port === null) {
    return giveUp(
      options.port === null
        ? `No free port from ${FIRST_PORT} to ${LAST_PORT} on ${host}.`
        : `Port ${options.port} on ${host} cannot be used.`,
    )
  }
  console.log(`Lacuna is at http://${isLoopback(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`)
  console.log(
    `Data: ${source.label}${source.kind === 'demo' && !options.demo ? ' (no Jaeger at localhost:16686; --jaeger URL names one)' : ''}`,
  )
  if (warning) console.warn(warning)
  stopOnSignal(twin ? [server, twin] : [server])
  return server
}

interface Options {
  readonly jaeger: string | null
  readonly demo: boolean
  readonly api: string | null
  readonly port: number | null
  readonly frameAncestors: string | null
  readonly config: string | null
}

function readOptions(args: readonly string[]): Options | null {
  let values: { jaeger?: string; demo?: boolean; api?: string; port?: string; config?: string; help?: boolean }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        jaeger: { type: 'string' },
        demo: { type: 'boolean' },
        api: { type: 'string' },
        port: { type: 'string' },
        config: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
  if (values.help) {
    process.stdout.write(USAGE)
    return null
  }
  const portText = values.port ?? process.env.PORT ?? ''
  const port = portText === '' ? null : Number(portText)
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    return giveUp(`"${portText}" is not a port.`)
  }
  const api = values.api ?? (process.env.LACUNA_API || null)
  if (api !== null && !APIS.includes(api)) return giveUp(`"${api}" is not an API: ${APIS.join(', ')}.`)
  const frameAncestors = process.env.FRAME_ANCESTORS || null
  if (frameAncestors !== null && /[;,\r\n]/.test(frameAncestors))
    return giveUp('FRAME_ANCESTORS is a list of origins separated by spaces.')
  return {
    jaeger: values.jaeger ?? (process.env.JAEGER_URL || null),
    demo: values.demo === true,
    api,
    port,
    frameAncestors,
    config: values.config ?? (process.env.LACUNA_CONFIG || null),
  }
}

function giveUp(message: string): null {
  process.stderr.write(`${message.trimEnd()}\n`)
  process.exitCode = 2
  return null
}

/** Null for a path: that is the page's own origin. */
const originOf = (url: string | null) => (url !== null && URL.canParse(url) ? new URL(url).origin : null)

const redact = (url: string) => url.replace(/\/\/[^/@]*@/, '//…@')
const list = (text: string | undefined) => (text ?? '').split(/[\s,]+/).filter((part) => part !== '')

type App = Hono<{ Bindings: HttpBindings }>

const listener = (app: App): RequestHandler => getRequestListener(app.fetch)

/** Ours first (guard, API), what remains goes to the development server. */
function withFallback(app: App, fallback: RequestHandler): RequestHandler {
  app.use((c) => {
    fallback(c.env.incoming, c.env.outgoing)
    return Promise.resolve(RESPONSE_ALREADY_SENT)
  })
  return listener(app)
}

/** The port it listens on: the one asked for, or the first free one; null when there is none. */
async function listen(server: Server, host: string, twin: Server | null, asked: number | null): Promise<number | null> {
  const last = asked ?? LAST_PORT
  for (let port = asked ?? FIRST_PORT; port <= last; port++) {
    if (!(await tryListen(server, host, port))) continue
    const address = server.address()
    const got = typeof address === 'object' && address ? address.port : port
    if (twin === null || (await tryListen(twin, '::1', got))) return got
    await new Promise((resolve) => server.close(resolve))
  }
  return null
}

function tryListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      // A machine without IPv6 has no second loopback address: nothing to take.
      else if (host === '::1' && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(true)
      else reject(error)
    }
    const listening = () => {
      server.off('error', failed)
      resolve(true)
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen(port, host)
  })
}

function stopOnSignal(servers: readonly Server[]): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
      process.exit(0)
    })
  }
}
