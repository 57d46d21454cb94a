import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What the proxy does to the answers it passes on. */
export type Misbehaviour =
  | { readonly kind: 'delay'; readonly ms: number }
  /** Says nothing at all. */
  | { readonly kind: 'silence' }
  /** The head and the first bytes, then nothing more. */
  | { readonly kind: 'stall'; readonly bytes: number }
  /** One half of the body, then the other when `until` is over. */
  | { readonly kind: 'halves'; readonly until: Promise<void> }
  /** The connection is reset; after `bytes` of the body, or before anything. */
  | { readonly kind: 'reset'; readonly bytes?: number }
  /** Ends properly, but too early: the length is that of what is sent. */
  | { readonly kind: 'cut'; readonly share: number }
  /** Other text in the body's place. */
  | { readonly kind: 'body'; readonly text: string; readonly type?: string; readonly status?: number }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Nobody listens any more. */
  | { readonly kind: 'down' }

export interface FaultyProxy {
  readonly url: string
  /** From now on; null is good behaviour. `only` limits it to the paths that match. `times` ends it by itself. */
  misbehave(how: Misbehaviour | null, options?: { readonly only?: RegExp; readonly times?: number }): void
  /** How many answers nobody waited for until their end. */
  abandoned(): number
  /** The server goes away with all that is under way, and comes back after `ms`, on the same port. */
  restart(ms: number): Promise<void>
  close(): Promise<void>
}

/** A proxy in front of `target` that misbehaves on demand below `/api/`. Pages and files pass untouched. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let fault: { how: Misbehaviour; only: RegExp; left: number } | null = null
  let abandoned = 0
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    const how = takeFault(incoming.url ?? '')
    if (how?.kind === 'delay') setTimeout(() => passOn(incoming, outgoing), how.ms)
    else if (how?.kind === 'reset' && how.bytes === undefined) incoming.socket.resetAndDestroy()
    else if (how?.kind === 'down') incoming.socket.destroy()
    else if (how?.kind === 'status') sendStatus(outgoing, how.status, how.retryAfter)
    else if (how?.kind === 'body') {
      outgoing.writeHead(how.status ?? 200, { 'content-type': how.type ?? 'application/json' }).end(how.text)
    } else if (how?.kind !== 'silence') passOn(incoming, outgoing, how)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo

  function takeFault(path: string): Misbehaviour | null {
    if (!fault || !path.startsWith('/api/') || !fault.only.test(path) || fault.left <= 0) return null
    fault.left--
    return fault.how
  }

  function passOn(incoming: IncomingMessage, outgoing: ServerResponse, how: Misbehaviour | null = null): void {
    const { hostname, port: targetPort } = new URL(target)
    // A fault needs the body as it is, so that half of it is half of the text.
    const headers = how ? { ...incoming.headers, 'accept-encoding': 'identity' } : incoming.headers
    const onward = request(
      {
        hostname,
        port: targetPort,
        method: incoming.method,
        path: incoming.url,
        headers: { ...headers, host: new URL(target).host },
      },
      (answer) => {
        if (!how) {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          return void answer.pipe(outgoing)
        }
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => sendBroken(outgoing, answer, Buffer.concat(chunks), how))
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.once('close', () => {
      onward.destroy()
      if (!outgoing.writableFinished) abandoned++
    })
    incoming.pipe(onward)
  }

  return {
    url: `http://localhost:${port}`,
    misbehave(how, { only = /./, times = Infinity } = {}) {
      fault = how && { how, only, left: times }
    },
    abandoned: () => abandoned,
    async restart(ms) {
      await close()
      await new Promise((resolve) => setTimeout(resolve, ms))
      await listen(port)
    },
    close,
  }
}

function sendBroken(outgoing: ServerResponse, answer: IncomingMessage, body: Buffer, how: Misbehaviour): void {
  const head = { 'content-type': answer.headers['content-type'] ?? 'application/json' }
  if (how.kind === 'cut') {
    const half = body.subarray(0, Math.floor(body.length * how.share))
    outgoing.writeHead(200, { ...head, 'content-length': half.length }).end(half)
    return
  }
  if (how.kind === 'halves') {
    const half = body.length >> 1
    outgoing.writeHead(200, { ...head, 'content-length': body.length })
    outgoing.write(body.subarray(0, half))
    void how.until.then(() => outgoing.end(body.subarray(half)))
    return
  }
  const bytes = how.kind === 'stall' || how.kind === 'reset' ? Math.min(how.bytes ?? 0, body.length - 1) : 0
  outgoing.writeHead(200, { ...head, 'content-length': body.length })
  outgoing.write(body.subarray(0, bytes), () => {
    // A moment, so that what was sent arrives before the connection breaks.
    if (how.kind === 'reset') setTimeout(() => outgoing.socket?.resetAndDestroy(), 400)
  })
}

function sendStatus(outgoing: ServerResponse, status: number, retryAfter: string | undefined): void {
  const body = JSON.stringify({ data: null, errors: [{ code: status, msg: `the proxy says ${status}` }] })
  const headers = { 'content-type': 'text/plain', ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) }
  outgoing.writeHead(status, headers).end(body)
}
