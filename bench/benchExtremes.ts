import type { Bench, BenchOptions } from './bench.ts'
import { EXTREMES } from './extremes.ts'
import { createJudge, GOALS, type Judge } from './goals.ts'
import { formatTable } from './markdown.ts'
import { again, measureLoad, type LoadRun } from './measureLoad.ts'
import { serveExtremes } from './serveExtremes.ts'
import { formatSpread, spreadOf } from './statistics.ts'

/** Traces that break viewers: each opens, or the bench fails. */
export const benchExtremes: Bench = { sizes: [], run }

const isReady = () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length >= 3

async function run({ runs, dist }: BenchOptions) {
  const measured = await measureExtremes(dist, runs)
  return { tables: formatExtremes(createJudge(), measured), raw: measured }
}

export async function measureExtremes(dist: string, runs: number): Promise<Record<string, LoadRun[]>> {
  const server = await serveExtremes(dist)
  const measured: Record<string, LoadRun[]> = {}
  for (const { name, traceID } of EXTREMES) {
    const loads: LoadRun[] = []
    for (let run = 0; run < runs; run++) {
      loads.push(await again(() => measureLoad(`${server.url}/trace/${traceID}`, isReady)))
    }
    process.stderr.write(`${name}\n`)
    measured[name] = loads
  }
  server.close()
  return measured
}

export function formatExtremes(judge: Judge, measured: Record<string, LoadRun[]>): string {
  const rows = EXTREMES.map(({ name, spans }) => {
    const of = (pick: (load: LoadRun) => number) => spreadOf(measured[name].map(pick))
    return [
      name,
      String(spans),
      formatSpread(of((load) => load.readyMs)),
      formatSpread(of((load) => load.blockedMs)),
      judge.cell(
        of((load) => load.longestTaskMs),
        { what: `${name}, longest task ms`, most: GOALS.longestTaskMs },
      ),
    ]
  })
  const { length } = Object.values(measured)[0]
  return [
    `### Extreme traces, all of which open: median [min–max] of fresh browsers (${length})`,
    formatTable('trace | spans | rows ms | blocked ms | longest task ms', rows),
  ].join('\n\n')
}
