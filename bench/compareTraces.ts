import { launchBrowser } from './browser.ts'
import { ensureData } from './data.ts'
import { startBenchServer } from './serve.ts'
import { formatSpread, sleep, spreadOf } from './statistics.ts'

const LOAD_TIMEOUT_MS = 300_000
const SETTLE_MS = 3000

interface CompareRun {
  /** From the navigation to the sentence and rows on the screen, ms. */
  readonly readyMs: number
  /** The longest task of the main thread in the seconds after that. */
  readonly longestAfterMs: number
  readonly blockedMs: number
}

/** Runs inside the page: the sentence and the first rows of both traces are there. */
const isReady = () =>
  document.querySelector('h1')!.textContent!.startsWith('B') &&
  document.querySelectorAll('[role=treegrid][aria-label="Compared spans"] [role=row]').length > 3

async function measurePage(url: string): Promise<CompareRun> {
  const browser = await launchBrowser()
  try {
    const { page } = browser
    await page.addInitScript(`location.protocol.startsWith('http') && window.__bench.watchReady(${isReady})`)
    const heard = browser.hear('ready', LOAD_TIMEOUT_MS)
    page.goto(url, { waitUntil: 'commit', timeout: LOAD_TIMEOUT_MS }).catch(() => {})
    const readyMs: number = await heard
    await sleep(SETTLE_MS)
    const tasks = (await page.evaluate('window.__bench.longTasks')) as [number, number][]
    return {
      readyMs,
      longestAfterMs: tasks.reduce((most, [start, ms]) => (start >= readyMs ? Math.max(most, ms) : most), 0),
      blockedMs: tasks.reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
    }
  } finally {
    await browser.close()
  }
}

/** What any page must spend: both bodies fetched and parsed, ms. */
async function measureFloor(origin: string, traceIds: readonly string[]): Promise<number> {
  const browser = await launchBrowser()
  try {
    await browser.page.goto(`${origin}/api/services`)
    return await browser.page.evaluate(async (ids) => {
      const from = performance.now()
      await Promise.all(ids.map(async (id) => (await fetch(`/api/traces/${id}`)).json()))
      return performance.now() - from
    }, traceIds)
  } finally {
    await browser.close()
  }
}

/** Two traces of each size, one of them after a deploy: the comparison against `fetch` and `response.json()` of both. */
export async function benchCompare(
  sizes: readonly string[],
  runs: number,
  dist: string,
  folder: string,
): Promise<string> {
  const rows = [
    '| spans | both bodies MB | fetch + json() ms | Lacuna usable ms | ratio | blocked ms | longest task after ms |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const size of sizes) {
    const index = ensureData(folder, { traces: [size], compare: [size], search: 5, dependencies: ['30'] })
    const sides = [index.traces[size], index.traces[`${size}-b`]]
    const ids = sides.map(({ traceID }) => traceID)
    const server = await startBenchServer(dist, folder, index)
    const floor: number[] = []
    const pages: CompareRun[] = []
    for (let run = 0; run < runs; run++) {
      floor.push(await measureFloor(server.url, ids))
      pages.push(await measurePage(`${server.url}/trace/${ids.join('...')}`))
      process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
    }
    server.close()
    const floorMs = spreadOf(floor)!
    const of = (pick: (run: CompareRun) => number) => spreadOf(pages.map(pick))!
    const ready = of((run) => run.readyMs)
    rows.push(
      `| ${size} | ${(sides.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} | ${formatSpread(floorMs)} | ${formatSpread(ready)} | ${(ready.median / floorMs.median).toFixed(2)} × | ${formatSpread(of((run) => run.blockedMs))} | ${formatSpread(of((run) => run.longestAfterMs))} |`,
    )
  }
  return `\n### Two traces compared: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}`
}
