import type { Bench, BenchOptions } from './bench.ts'
import { EXTREMES } from './extremes.ts'
import { again, measureLoad, type LoadRun } from './measureLoad.ts'
import { serveExtremes } from './serveExtremes.ts'
import { formatSpread, spreadOf } from './statistics.ts'

/** Traces that break viewers: each opens, or the bench fails. */
export const benchExtremes: Bench = { sizes: [], run }

const isReady = () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length >= 3

async function run({ runs, dist }: BenchOptions) {
  const server = await serveExtremes(dist)
  const rows = ['| trace | spans | rows ms | blocked ms | longest task ms |', '|---|---|---|---|---|']
  const raw: Record<string, LoadRun[]> = {}
  for (const { name, traceID, spans } of EXTREMES) {
    const loads: LoadRun[] = []
    for (let run = 0; run < runs; run++) {
      loads.push(await again(() => measureLoad(`${server.url}/trace/${traceID}`, isReady)))
    }
    process.stderr.write(`${name}\n`)
    raw[name] = loads
    const of = (pick: (load: LoadRun) => number) => formatSpread(spreadOf(loads.map(pick)))
    rows.push(
      `| ${name} | ${spans} | ${of((load) => load.readyMs)} | ${of((load) => load.blockedMs)} | ${of((load) => load.longestTaskMs)} |`,
    )
  }
  server.close()
  return { tables: `### Extreme traces: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}`, raw }
}
