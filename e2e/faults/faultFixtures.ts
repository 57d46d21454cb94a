import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '../fixtures.ts'
import { startFaultyProxy } from './faultyProxy.ts'
import type { FaultyProxy } from './faultyProxy.ts'

interface Chain {
  /** In front of the demo's server: what the browser talks to. */
  readonly page: FaultyProxy
  /** Between a Lacuna server and the API it passes requests on to. */
  readonly backend: FaultyProxy
  /** That server. */
  readonly backendPage: string
}

/** Two chains per worker: browser → faulty → Lacuna's demo, and browser → Lacuna → faulty → the demo as a backend. */
export const test = base.extend<object, { chain: Chain }>({
  chain: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const demo = `http://localhost:${process.env.LACUNA_E2E_PORT}`
      const page = await startFaultyProxy(demo)
      const backend = await startFaultyProxy(demo)
      const port = await freePort()
      const lacuna = spawn(process.execPath, [
        'build/lacuna.mjs',
        'serve',
        '--port',
        String(port),
        '--jaeger',
        backend.url,
      ])
      await new Promise<void>((resolve, reject) => {
        lacuna.stdout.once('data', () => resolve())
        lacuna.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
      })
      await use({ page, backend, backendPage: `http://localhost:${port}` })
      lacuna.removeAllListeners('exit')
      lacuna.kill('SIGTERM')
      await Promise.all([page.close(), backend.close()])
    },
    { scope: 'worker' },
  ],
})

export { expect }

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
