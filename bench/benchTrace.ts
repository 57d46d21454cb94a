import path from 'node:path'
import type { Bench, BenchOptions } from './bench.ts'
import { formatExtremes, measureExtremes } from './benchExtremes.ts'
import { ensureData, type TraceFile } from './data.ts'
import { NEEDLE } from './generateTrace.ts'
import { measureExplain } from './measureExplain.ts'
import { formatFirstLoads, measureFirstLoads } from './measureFirstLoad.ts'
import { again } from './measureLoad.ts'
import { measurePass } from './measurePass.ts'
import { measureTrace, type TraceRun } from './measureTrace.ts'
import { clocksPage, floorPage, lacunaPage, type Subject } from './pages.ts'
import { startBenchServer } from './serve.ts'
import { formatTables, type MeasuredSize } from './traceTables.ts'

/** Larger bodies are loaded at most so often, and used in all but one of the loads: a run of all sizes is to end within twenty minutes. */
const FEWER_RUNS = [
  { fromBytes: 500e6, runs: 2 },
  { fromBytes: 150e6, runs: 3 },
]

/** A JavaScript string cannot hold more: the floor stops here. */
const FLOOR_LIMIT_BYTES = 500e6

/** One trace of each size: opened, scrolled and used. */
export const benchTrace: Bench = { sizes: ['1k', '10k', '50k', '100k'], run }

async function run(options: BenchOptions) {
  const measured: MeasuredSize[] = []
  for (const size of options.sizes) measured.push(await measureSize(size, options))
  const raw = Object.fromEntries(measured.map((one) => [one.size, one]))
  if (options.quick) return { tables: formatTables(measured, options), raw }
  const { dist, data, sizes } = options
  const extremes = await measureExtremes(dist, 1)
  const firstLoads = await measureFirstLoads(dist, data, ensureData(data, wantedFor(sizes[0])))
  const tables = formatTables(measured, options, (judge) => [
    formatExtremes(judge, extremes),
    formatFirstLoads(judge, firstLoads),
  ])
  return { tables, raw: { ...raw, extremes, firstLoads } }
}

const wantedFor = (size: string) => ({ traces: [size], compare: [], search: 5, dependencies: ['30'] })

const subjectOf = (trace: TraceFile): Subject => ({
  traceID: trace.traceID,
  spans: trace.spans,
  findTerm: NEEDLE,
  findCount: trace.needles,
})

async function measureSize(size: string, options: BenchOptions): Promise<MeasuredSize> {
  const { dist, data, quick, api } = options
  const index = ensureData(data, {
    ...wantedFor(size),
    skewed: quick ? [] : [size],
    otlp: api === 'otlp' ? [size] : [],
  })
  const trace = api === 'otlp' ? index.otlp[size] : index.traces[size]
  const hasFloor = trace.bytes < FLOOR_LIMIT_BYTES
  const most = FEWER_RUNS.find(({ fromBytes }) => trace.bytes >= fromBytes)?.runs ?? Infinity
  const runs = Math.min(options.runs, most)
  const uses = Math.min(options.uses, Math.max(1, most - 1))
  const skewed = index.traces[`${size}-skew`]
  const subject = subjectOf(trace)
  const floorFolder = path.join(import.meta.dirname, api === 'otlp' ? 'floorOtlp' : 'floor')
  const floorServer = await startBenchServer(floorFolder, data, index)
  const server = await startBenchServer(dist, data, index, api)
  const floor: TraceRun[] = []
  const lacuna: TraceRun[] = []
  const lastByteMs: number[] = []
  const passMs: number[] = []
  for (let run = 0; run < runs; run++) {
    const startedMs = Date.now()
    const use = run < uses && !quick ? 'use' : 'load'
    // Taken in turns, so that a noisy minute hurts both.
    if (hasFloor) {
      floor.push(await again(() => measureTrace(floorPage, `${floorServer.url}/trace/${trace.traceID}`, subject, use)))
    }
    const own = await again(() => measureTrace(lacunaPage, `${server.url}/trace/${trace.traceID}`, subject, use))
    lacuna.push(own)
    lastByteMs.push(server.lastByteAt(trace.traceID) - own.timeOrigin)
    if (use === 'use') {
      passMs.push(await again(() => measurePass(server.url, trace.traceID)))
      const clocks = await again(() =>
        measureTrace(clocksPage, `${server.url}/trace/${skewed.traceID}`, subjectOf(skewed), use),
      )
      Object.assign(own.interactions, clocks.interactions)
    }
    process.stderr.write(`${size} run ${run + 1}/${runs}: ${((Date.now() - startedMs) / 1000).toFixed(0)} s\n`)
  }
  floorServer.close()
  server.close()
  const explain = hasFloor && api === 'jaeger' ? measureExplain(path.join(data, trace.file), Math.max(1, uses)) : null
  return { size, trace, floor, lacuna, lastByteMs, passMs, explain }
}
