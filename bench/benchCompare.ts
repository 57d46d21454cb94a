import type { Bench, BenchOptions } from './bench.ts'
import { ensureData } from './data.ts'
import { measureFetchAndParse } from './measureFloor.ts'
import { again, measureLoad, type LoadRun } from './measureLoad.ts'
import { startBenchServer } from './serve.ts'
import { formatRatios, formatSpread, spreadOf } from './statistics.ts'

/** Runs inside the page: the sentence and the first rows of both traces are there. */
export const isComparisonReady = () =>
  document.querySelector('h1')!.textContent!.startsWith('B') &&
  document.querySelectorAll('[role=treegrid][aria-label="Compared spans"] [role=row]').length > 3

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
      floor.push(await again(() => measureFetchAndParse(server.url, ids)))
      lacuna.push(await again(() => measureLoad(`${server.url}/trace/${ids.join('...')}`, isComparisonReady)))
      process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
    }
    server.close()
    raw[size] = { floor, lacuna }
    const of = (pick: (run: LoadRun) => number) => spreadOf(lacuna.map(pick))
    const ready = lacuna.map((run) => run.readyMs)
    rows.push(
      `| ${size} | ${(sides.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} | ${formatSpread(spreadOf(floor))} | ${formatSpread(spreadOf(ready))} | ${formatRatios(ready, floor)} | ${formatSpread(of((run) => run.blockedMs))} | ${formatSpread(of((run) => run.longestAfterMs))} |`,
    )
  }
  return { tables: `### Two traces compared: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}`, raw }
}
