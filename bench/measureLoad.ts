import { launchBrowser } from './browser.ts'
import { sleep } from './statistics.ts'

const LOAD_TIMEOUT_MS = 300_000
const SETTLE_MS = 3000

/** One fresh load of a page, ms. */
export interface LoadRun {
  /** From the navigation to the first animation frame in which the page was ready. */
  readonly readyMs: number
  /** Sum of task time over 50 ms on the main thread until 3 s after that. */
  readonly blockedMs: number
  readonly longestTaskMs: number
  /** The longest task in the seconds after it was ready. */
  readonly longestAfterMs: number
}

/** Opens an address in a fresh browser. `isReady` runs inside the page, so it must be self-contained. */
export async function measureLoad(url: string, isReady: () => boolean): Promise<LoadRun> {
  const browser = await launchBrowser()
  try {
    const { page } = browser
    await page.addInitScript(`location.protocol.startsWith('http') && window.__bench.watchReady(${isReady})`)
    const heard = browser.hear('ready', LOAD_TIMEOUT_MS)
    page.goto(url, { waitUntil: 'commit', timeout: LOAD_TIMEOUT_MS }).catch(() => {})
    const readyMs: number = await heard
    await sleep(SETTLE_MS)
    const tasks = (await page.evaluate('window.__bench.longTasks')) as [number, number][]
    const longest = (from: number) =>
      tasks.reduce((most, [start, ms]) => (start >= from ? Math.max(most, ms) : most), 0)
    return {
      readyMs,
      blockedMs: tasks.reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
      longestTaskMs: longest(0),
      longestAfterMs: longest(readyMs),
    }
  } finally {
    await browser.close()
  }
}

/** A run that failed is told and done once more: the others are not lost. */
export async function again<T>(measure: () => Promise<T>): Promise<T> {
  try {
    return await measure()
  } catch (error) {
    process.stderr.write(`a run failed (${(error as Error).message}), doing it again\n`)
    return measure()
  }
}
