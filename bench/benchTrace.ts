import path from 'node:path'
import type { Bench, BenchOptions } from './bench.ts'
import { ensureData, type TraceFile } from './data.ts'
import { NEEDLE } from './generateTrace.ts'
import { measureExplain } from './measureExplain.ts'
import { again } from './measureLoad.ts'
import { measurePass } from './measurePass.ts'
import { measureTrace, type TraceRun } from './measureTrace.ts'
import { clocksPage, floorPage, lacunaPage, type Subject } from './pages.ts'
import { startBenchServer } from './serve.ts'
import { formatTables, type MeasuredSize } from './traceTables.ts'

/** A JavaScript string cannot hold more: the floor stops here. */
const FLOOR_LIMIT_BYTES = 500e6

/** One trace of each size: opened, scrolled and used. */
export const benchTrace: Bench = { sizes: ['1k', '10k', '50k', '100k'], run }

async function run(options: BenchOptions) {
  const measured: MeasuredSize[] = []
  for (const size of options.sizes) measured.push(await measureSize(size, options))
  return { tables: formatTables(measured, options), raw: Object.fromEntries(measured.map((one) => [one.size, one])) }
}

const subjectOf = (trace: TraceFile): Subject => ({
  traceID: trace.traceID,
  spans: trace.spans,
  findTerm: NEEDLE,
  findCount: trace.needles,
})

async function measureSize(size: string, { runs, dist, data, quick }: BenchOptions): Promise<MeasuredSize> {
  const wanted = { traces: [size], compare: [], search: 5, dependencies: ['30'] }
  let index = ensureData(data, wanted)
  const trace = index.traces[size]
  const hasFloor = trace.bytes < FLOOR_LIMIT_BYTES
  if (hasFloor && !quick) index = ensureData(data, { ...wanted, skewed: [size] })
  const skewed = index.traces[`${size}-skew`]
  const subject = subjectOf(trace)
  const floorServer = await startBenchServer(path.join(import.meta.dirname, 'floor'), data, index)
  const server = await startBenchServer(dist, data, index)
  const floor: TraceRun[] = []
  const lacuna: TraceRun[] = []
  const lastByteMs: number[] = []
  const passMs: number[] = []
  for (let run = 0; run < runs; run++) {
    // Taken in turns, so that a noisy minute hurts both.
    if (hasFloor) {
      floor.push(
        await again(() => measureTrace(floorPage, `${floorServer.url}/trace/${trace.traceID}`, subject, !quick)),
      )
    }
    const own = await again(() => measureTrace(lacunaPage, `${server.url}/trace/${trace.traceID}`, subject, !quick))
    lacuna.push(own)
    lastByteMs.push(server.lastByteAt(trace.traceID) - own.timeOrigin)
    if (hasFloor && !quick) {
      passMs.push(await again(() => measurePass(server.url, trace.traceID)))
      const clocks = await again(() =>
        measureTrace(clocksPage, `${server.url}/trace/${skewed.traceID}`, subjectOf(skewed), true),
      )
      Object.assign(own.interactions, clocks.interactions)
    }
    process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
  }
  floorServer.close()
  server.close()
  const explain = hasFloor ? measureExplain(path.join(data, trace.file), runs) : null
  return { size, trace, floor, lacuna, lastByteMs, passMs, explain }
}
