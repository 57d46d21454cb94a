import type { Bench, BenchOptions } from './bench.ts'
import { launchBrowser } from './browser.ts'
import { ensureData } from './data.ts'
import { again, measureLoad, type LoadRun } from './measureLoad.ts'
import { startBenchServer } from './serve.ts'
import { formatRatio, formatSpread, spreadOf } from './statistics.ts'

/** Runs inside the page: the sentence and the first rows of both traces are there. */
const isReady = () =>
  document.querySelector('h1')!.textContent!.startsWith('B') &&
  document.querySelectorAll('[role=treegrid][aria-label="Compared spans"] [role=row]').length > 3

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
export const benchCompare: Bench = { sizes: ['1k', '10k', '50k'], run }

async function run({ sizes, runs, dist, data }: BenchOptions) {
  const rows = [
    '| spans | both bodies MB | fetch + json() ms | Lacuna usable ms | ratio | blocked ms | longest task after ms |',
    '|---|---|---|---|---|---|---|',
  ]
  const raw: Record<string, { floor: number[]; lacuna: LoadRun[] }> = {}
  for (const size of sizes) {
    const index = ensureData(data, { traces: [size], compare: [size], search: 5, dependencies: ['30'] })
    const sides = [index.traces[size], index.traces[`${size}-b`]]
    const ids = sides.map(({ traceID }) => traceID)
    const server = await startBenchServer(dist, data, index)
    const floor: number[] = []
    const lacuna: LoadRun[] = []
    for (let run = 0; run < runs; run++) {
      floor.push(await again(() => measureFloor(server.url, ids)))
      lacuna.push(await again(() => measureLoad(`${server.url}/trace/${ids.join('...')}`, isReady)))
      process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
    }
    server.close()
    raw[size] = { floor, lacuna }
    const floorMs = spreadOf(floor)
    const of = (pick: (run: LoadRun) => number) => spreadOf(lacuna.map(pick))
    const ready = of((run) => run.readyMs)
    rows.push(
      `| ${size} | ${(sides.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} | ${formatSpread(floorMs)} | ${formatSpread(ready)} | ${formatRatio(ready, floorMs)} | ${formatSpread(of((run) => run.blockedMs))} | ${formatSpread(of((run) => run.longestAfterMs))} |`,
    )
  }
  return { tables: `### Two traces compared: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}`, raw }
}
