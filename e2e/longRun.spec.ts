import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CDPSession, Page } from '@playwright/test'
import { generateTrace } from '../bench/generateTrace.ts'
import { expect, test } from './fixtures.ts'

const TRACES = 200
const SPANS = 10_000
/** Opened before the start is measured: code is loaded and compiled, and the few closed traces that are kept are there. */
const WARM_UP = 15

const idOf = (at: number) => at.toString(16).padStart(32, 'c')

/** Every trace under `cccc…` is one of 10,000 spans; all else is the demo's. */
async function startServer(demo: string) {
  const { traceID, spans, processes } = generateTrace({ spanCount: SPANS, seed: 7 })
  const named = Object.fromEntries(processes.map(({ id, json }) => [id, json]))
  const parts =
    `{"data":[{"traceID":"${traceID}","spans":[${spans.join(',')}],"processes":${JSON.stringify(named)}}]}`.split(
      traceID,
    )
  const server = createServer((incoming, outgoing) => {
    const id = /^\/api\/traces\/(c+[0-9a-f]+)/.exec(incoming.url ?? '')?.[1]
    if (id) return outgoing.writeHead(200, { 'content-type': 'application/json' }).end(parts.join(id))
    const { hostname, port } = new URL(demo)
    const { method, url: path, headers } = incoming
    const onward = request(
      { hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, server }
}

interface HeapUsage {
  readonly usedSize: number
  readonly embedderHeapUsedSize?: number
  readonly backingStorageSize?: number
}

/** Bytes in use by the page and its worker after a forced collection: objects, DOM, and typed arrays. */
async function measureMemory(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  const workers: string[] = []
  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.push(sessionId)
  })
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  await expect.poll(() => workers.length).toBeGreaterThan(0)
  const sizeOf = ({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage) =>
    usedSize + embedderHeapUsedSize + backingStorageSize
  // Finalisers free what the first collection found.
  for (let round = 0; round < 3; round++) {
    await cdp.send('HeapProfiler.collectGarbage')
    for (const worker of workers) await askWorker(cdp, worker, 'HeapProfiler.collectGarbage')
  }
  let bytes = sizeOf((await cdp.send('Runtime.getHeapUsage')) as HeapUsage)
  for (const worker of workers) bytes += sizeOf((await askWorker(cdp, worker, 'Runtime.getHeapUsage')) as HeapUsage)
  await cdp.detach()
  return bytes
}

let asked = 0
function askWorker(cdp: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++asked
  return new Promise((resolve) => {
    const onMessage = (event: { sessionId: string; message: string }) => {
      const { id: answered, result } = JSON.parse(event.message)
      if (event.sessionId !== sessionId || answered !== id) return
      cdp.off('Target.receivedMessageFromTarget', onMessage)
      resolve(result)
    }
    cdp.on('Target.receivedMessageFromTarget', onMessage)
    void cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
  })
}

// A recording of the test would keep every body.
test.use({ trace: 'off' })

test(`${TRACES} traces of ${SPANS} spans, opened and closed in one tab, leave no more behind than a few do`, async ({
  page,
  baseURL,
}) => {
  test.setTimeout(270_000)
  const { url, server } = await startServer(baseURL!)
  // The minute after which a closed trace is let go passes at once.
  await page.clock.install()
  await page.goto(`${url}/search`)
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  const goTo = (path: string) =>
    page.evaluate((to) => {
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate', { state: null }))
    }, path)
  const openAndClose = async (at: number) => {
    await goTo(`/trace/${idOf(at)}`)
    await page.waitForFunction(
      (id) => location.pathname.includes(id) && document.querySelector('[role=treegrid] [role=row]') !== null,
      idOf(at),
    )
    await goTo('/search')
    await page.waitForFunction(() => !document.querySelector('[role=treegrid]'))
  }
  const closeForGood = async () => {
    await page.clock.fastForward(70_000)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
  for (let at = 1; at <= WARM_UP; at++) await openAndClose(at)
  await closeForGood()
  const start = await measureMemory(page)
  for (let at = WARM_UP + 1; at <= WARM_UP + TRACES; at++) {
    await openAndClose(at)
    if (at % 20 === 0) await closeForGood()
  }
  await closeForGood()
  const end = await measureMemory(page)
  console.log(`start ${(start / 1e6).toFixed(1)} MB, after ${TRACES} traces ${(end / 1e6).toFixed(1)} MB`)
  expect(end).toBeLessThan(start * 1.2)
  server.close()
  server.closeAllConnections()
})
