import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Lacuna on a backend of our own, which notes what it is asked; and a host that must never be asked. */
export interface GuardedServer {
  readonly port: number
  /** `host:port` of somebody else. */
  readonly elsewhere: string
  asked(): readonly string[]
  askedElsewhere(): readonly string[]
  upgrades(): number
  lastHeaders(): IncomingHttpHeaders
  forget(): void
  close(): Promise<void>
}

export async function startGuardedServer(): Promise<GuardedServer> {
  const asked: string[] = []
  const askedElsewhere: string[] = []
  let upgrades = 0
  let lastHeaders: IncomingHttpHeaders = {}
  const elsewhere = createServer((incoming, outgoing) => {
    askedElsewhere.push(incoming.url ?? '')
    outgoing.end('{"data":["elsewhere"]}')
  })
  const elsewherePort = await listen(elsewhere)
  const backend = createServer((incoming, outgoing) => {
    const path = incoming.url ?? ''
    asked.push(path)
    lastHeaders = incoming.headers
    if (path.endsWith('/redirect')) {
      outgoing.writeHead(302, { location: `http://u:p@localhost:${elsewherePort}/api/services` }).end()
    } else if (path.endsWith('/reset')) incoming.socket.resetAndDestroy()
    else if (path.endsWith('/page')) {
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<p>a page</p><script>window.__ran = 1</script>')
    } else if (path.endsWith('/hostile-headers')) {
      outgoing.writeHead(200, {
        'set-cookie': 'a=b',
        'access-control-allow-origin': '*',
        'www-authenticate': 'Basic',
        refresh: '0; url=https://evil.example',
        'strict-transport-security': 'max-age=1',
        'content-security-policy': "script-src 'unsafe-inline'",
      })
      outgoing.end('{}')
    } else outgoing.end('{"data":["a"]}')
  })
  backend.on('upgrade', (_, socket) => {
    upgrades++
    socket.destroy()
  })
  const backendPort = await listen(backend)
  const probe = createServer()
  const port = await listen(probe)
  await stop(probe)
  const jaeger = `http://reader:jaeger-secret@localhost:${backendPort}/base`
  const lacuna = spawn(process.execPath, ['build/lacuna.mjs', 'serve', '--port', String(port), '--jaeger', jaeger])
  await new Promise<void>((resolve, reject) => {
    lacuna.stdout.once('data', () => resolve())
    lacuna.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return {
    port,
    elsewhere: `localhost:${elsewherePort}`,
    asked: () => asked,
    askedElsewhere: () => askedElsewhere,
    upgrades: () => upgrades,
    lastHeaders: () => lastHeaders,
    forget() {
      asked.length = 0
      askedElsewhere.length = 0
    },
    async close() {
      lacuna.removeAllListeners('exit')
      lacuna.kill('SIGTERM')
      await Promise.all([stop(backend), stop(elsewhere)])
    },
  }
}

const listen = (server: Server) =>
  new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const stop = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
