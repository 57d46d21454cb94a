import type { Bench, BenchOptions } from './bench.ts'
import { launchBrowser } from './browser.ts'
import { ensureData } from './data.ts'
import { again } from './measureLoad.ts'
import { startBenchServer } from './serve.ts'
import { formatRatios, formatSpread, sleep, spreadOf } from './statistics.ts'

const TIMEOUT_MS = 180_000
const SETTLE_MS = 2000
/** What the peer's page blocks its main thread for with 200 results, ms. */
const PEER_BLOCKED_200_MS = 2670

interface SearchRun {
  /** From the navigation to the first frame with the list. */
  readonly readyMs: number
  /** All tasks of the main thread until then and two seconds on, code and styles included. */
  readonly mainMs: number
  readonly blockedMs: number
  readonly longestTaskMs: number
}

/** Runs inside the page. */
const isReady = () => document.querySelectorAll('ul[aria-label="Traces"] > li').length > 3

const addressOf = (limit: number) =>
  `service=frontend-web&limit=${limit}&lookback=custom&start=1768467600000000&end=1768500000000000`

async function measureSearch(url: string): Promise<SearchRun> {
  const browser = await launchBrowser()
  try {
    const { page } = browser
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await page.addInitScript(`location.protocol.startsWith('http') && window.__bench.watchReady(${isReady})`)
    const heard = browser.hear('ready', TIMEOUT_MS)
    page.goto(url, { waitUntil: 'commit', timeout: TIMEOUT_MS }).catch(() => {})
    const readyMs: number = await heard
    await sleep(SETTLE_MS)
    const { metrics } = await cdp.send('Performance.getMetrics')
    const tasks = (await page.evaluate('window.__bench.longTasks')) as [number, number][]
    return {
      readyMs,
      mainMs: (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1e3,
      blockedMs: tasks.reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
      longestTaskMs: tasks.reduce((most, [, ms]) => Math.max(most, ms), 0),
    }
  } finally {
    await browser.close()
  }
}

/** What any page must spend: the body fetched and parsed, ms. */
async function measureFloor(origin: string, limit: number): Promise<number> {
  const browser = await launchBrowser()
  try {
    await browser.page.goto(`${origin}/api/services`)
    return await browser.page.evaluate(async (query) => {
      const from = performance.now()
      await (await fetch(`/api/traces?${query}`)).json()
      return performance.now() - from
    }, addressOf(limit))
  } finally {
    await browser.close()
  }
}

/** So many results, from the navigation to the list, against `fetch` and `response.json()` of the same body. */
export const benchSearch: Bench = { sizes: ['20', '200', '1500'], run }

async function run({ sizes, runs, dist, data }: BenchOptions) {
  const rows = [
    '| results | body MB | fetch + json() ms | Lacuna list ms | ratio | main thread ms | of the time | blocked ms | longest task ms |',
    '|---|---|---|---|---|---|---|---|---|',
  ]
  const raw: Record<string, { floor: number[]; lacuna: SearchRun[] }> = {}
  for (const size of sizes) {
    const limit = Number(size)
    const index = ensureData(data, { traces: [], compare: [], search: limit, dependencies: ['30'] })
    const bytes = index.search.slice(0, limit).reduce((sum, trace) => sum + trace.bytes, 0)
    const server = await startBenchServer(dist, data, index)
    const floor: number[] = []
    const lacuna: SearchRun[] = []
    for (let run = 0; run < runs; run++) {
      floor.push(await again(() => measureFloor(server.url, limit)))
      lacuna.push(await again(() => measureSearch(`${server.url}/search?${addressOf(limit)}`)))
      process.stderr.write(`${size} results, run ${run + 1}/${runs}\n`)
    }
    server.close()
    raw[size] = { floor, lacuna }
    const of = (pick: (run: SearchRun) => number) => spreadOf(lacuna.map(pick))
    const ready = lacuna.map((run) => run.readyMs)
    const share = of((run) => Math.round((run.mainMs / (run.readyMs + SETTLE_MS)) * 100))
    rows.push(
      `| ${size} | ${(bytes / 1e6).toFixed(1)} | ${formatSpread(spreadOf(floor))} | ${formatSpread(spreadOf(ready))} | ${formatRatios(ready, floor)} | ${formatSpread(of((run) => run.mainMs))} | ${formatSpread(share)} % | ${formatSpread(of((run) => run.blockedMs))} | ${formatSpread(of((run) => run.longestTaskMs))} |`,
    )
  }
  const note = `The peer’s page blocks its main thread for ${PEER_BLOCKED_200_MS} ms with 200 results.`
  return { tables: `### Search: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}\n\n${note}`, raw }
}
