import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { ensureChromium } from '../scripts/ensureChromium.ts'

let chromiumFound: Promise<string> | null = null

/** The one that the tests take: figures of a browser and of its headless shell do not compare. */
async function findChromium(): Promise<string> {
  const ensured = await ensureChromium()
  if ('missing' in ensured) throw new Error(ensured.missing)
  return ensured.path
}

const PROBE = fs.readFileSync(path.join(import.meta.dirname, 'probe.js'), 'utf8')
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BenchBrowser {
  page: Page
  cdp: CDPSession
  /** The next message of the probe that has this field. */
  hear(field: 'ready' | 'interaction', timeoutMs: number): Promise<any>
  close(): Promise<void>
}

/** A fresh browser process with an empty profile and none of Playwright's own switches: nothing is cached between runs. */
export async function launchBrowser(): Promise<BenchBrowser> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'lacuna-bench-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await (chromiumFound ??= findChromium()),
    ignoreDefaultArgs: true,
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    args: [...FLAGS, '--window-size=1440,900', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const cdp = await context.newCDPSession(page)
  const listeners = new Set<(message: any) => void>()
  await cdp.send('Runtime.enable')
  await cdp.send('Runtime.addBinding', { name: '__benchSay' })
  cdp.on('Runtime.bindingCalled', (event) => {
    const message = JSON.parse(event.payload)
    for (const listener of listeners) listener(message)
  })
  await page.addInitScript(PROBE)
  return {
    page,
    cdp,
    hear: (field, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(listen)
          reject(new Error(`no '${field}' within ${timeoutMs} ms`))
        }, timeoutMs)
        const listen = (message: any) => {
          if (!(field in message)) return
          clearTimeout(timer)
          listeners.delete(listen)
          resolve(message[field])
        }
        listeners.add(listen)
      }),
    close: async () => {
      await Promise.race([context.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 15000))])
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 })
    },
  }
}

type Send = (method: string, params?: object) => Promise<any>

/** JavaScript heap, array buffers and WebAssembly memories of one thread after a forced collection, in bytes. */
async function measureThread(send: Send): Promise<number> {
  await send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize = 0 } = await send('Runtime.getHeapUsage')
  return usedSize + backingStorageSize + (await measureWasm(send))
}

/** The heap's usage does not count them. */
async function measureWasm(send: Send): Promise<number> {
  const prototype = await send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' })
  const memories = await send('Runtime.queryObjects', { prototypeObjectId: prototype.result.objectId })
  const { result } = await send('Runtime.callFunctionOn', {
    objectId: memories.objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }',
    returnByValue: true,
  })
  return result.value
}

/** JavaScript heap, array buffers and WebAssembly memories of the page and its workers after a forced collection, in bytes. */
export async function measureMemory({ cdp }: BenchBrowser): Promise<number> {
  let total = await measureThread((method, params) => cdp.send(method as never, params as never))
  const { targetInfos } = await cdp.send('Target.getTargets')
  for (const { targetId } of targetInfos.filter((target) => target.type === 'worker')) {
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false })
    let id = 0
    const send: Send = (method, params = {}) =>
      new Promise<any>((resolve, reject) => {
        const own = ++id
        const onMessage = (event: { sessionId: string; message: string }) => {
          const message = JSON.parse(event.message)
          if (event.sessionId !== sessionId || message.id !== own) return
          cdp.off('Target.receivedMessageFromTarget', onMessage)
          if (message.error) reject(new Error(message.error.message))
          else resolve(message.result)
        }
        cdp.on('Target.receivedMessageFromTarget', onMessage)
        void cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: own, method, params }) })
      })
    total += await measureThread(send)
  }
  return total
}
