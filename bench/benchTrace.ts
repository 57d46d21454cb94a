import path from 'node:path'
import type { Bench, BenchOptions } from './bench.ts'
import { ensureData, type TraceFile } from './data.ts'
import { NEEDLE } from './generateTrace.ts'
import { EXPLAIN_LIMIT, measureExplain } from './measureExplain.ts'
import { again } from './measureLoad.ts'
import { measureTrace, type TraceRun } from './measureTrace.ts'
import { floorPage, lacunaPage, type Subject } from './pages.ts'
import { parseSize } from './random.ts'
import { startBenchServer } from './serve.ts'
import { formatRatio, formatSpread, spreadOf } from './statistics.ts'

/** A JavaScript string cannot hold more: the floor stops here. */
const FLOOR_LIMIT_BYTES = 500e6

/** One trace of each size: opened, scrolled and used. */
export const benchTrace: Bench = { sizes: ['1k', '10k', '50k', '100k'], run }

const subjectOf = (trace: TraceFile): Subject => ({
  traceID: trace.traceID,
  spans: trace.spans,
  findTerm: NEEDLE,
  findCount: trace.needles,
})

async function measureSize(
  size: string,
  { runs, dist, data, quick }: BenchOptions,
): Promise<{ trace: TraceFile; floor: TraceRun[]; lacuna: TraceRun[] }> {
  const index = ensureData(data, { traces: [size], compare: [], search: 5, dependencies: ['30'] })
  const trace = index.traces[size]
  const subject = subjectOf(trace)
  const floorServer = await startBenchServer(path.join(import.meta.dirname, 'floor'), data, index)
  const server = await startBenchServer(dist, data, index)
  const result = { trace, floor: [] as TraceRun[], lacuna: [] as TraceRun[] }
  for (let run = 0; run < runs; run++) {
    // Taken in turns, so that a noisy minute hurts both.
    if (trace.bytes < FLOOR_LIMIT_BYTES) {
      result.floor.push(
        await again(() => measureTrace(floorPage, `${floorServer.url}/trace/${trace.traceID}`, subject, !quick)),
      )
    }
    result.lacuna.push(
      await again(() => measureTrace(lacunaPage, `${server.url}/trace/${trace.traceID}`, subject, !quick)),
    )
    process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
  }
  floorServer.close()
  server.close()
  return result
}

async function run(options: BenchOptions) {
  const loadRows = [
    '| spans | body MB | floor ms | Lacuna rows ms | ratio | blocked ms | longest task ms | heap + buffers MB | of the body | findings ms |',
    '|---|---|---|---|---|---|---|---|---|---|',
  ]
  const scrollRows = [
    '| spans | floor p95 / worst ms | Lacuna p95 / worst ms | p95 ratio | blank frames |',
    '|---|---|---|---|---|',
  ]
  const names = Object.keys(lacunaPage.interactions)
  const interactionRows = [`| spans | ${names.join(' | ')} |`, `|---|${names.map(() => '---').join('|')}|`]
  const explainRows = ['| spans | JSON.parse ms | explain ms | ratio |', '|---|---|---|---|']
  const growth: { spans: number; readyMs: number; memory: number }[] = []
  const raw: Record<string, unknown> = {}

  for (const size of options.sizes) {
    const { trace, floor, lacuna } = await measureSize(size, options)
    raw[size] = { trace, floor, lacuna }
    const of = (all: TraceRun[], pick: (run: TraceRun) => number | null | undefined) =>
      spreadOf(all.map(pick).filter((value): value is number => typeof value === 'number'))
    const floorReady = of(floor, (run) => run.readyMs)
    const ready = of(lacuna, (run) => run.readyMs)!
    const memory = of(lacuna, (run) => run.memory)!
    growth.push({ spans: parseSize(size), readyMs: ready.median, memory: memory.median })
    loadRows.push(
      `| ${size} | ${(trace.bytes / 1e6).toFixed(1)} | ${formatSpread(floorReady)} | ${formatSpread(ready)} | ${formatRatio(ready, floorReady)} | ${formatSpread(of(lacuna, (run) => run.blockedMs))} | ${formatSpread(of(lacuna, (run) => run.longestTaskMs))} | ${formatSpread(
        of(lacuna, (run) => run.memory / 1e6),
        1,
      )} | ${(memory.median / trace.bytes).toFixed(2)} × | ${formatSpread(of(lacuna, (run) => run.findingsMs))} |`,
    )
    if (trace.bytes < FLOOR_LIMIT_BYTES) {
      const cost = measureExplain(path.join(options.data, trace.file), options.runs)
      explainRows.push(
        `| ${size} | ${formatSpread(cost.parse)} | ${formatSpread(cost.explain)} | ${cost.ratio === null ? '–' : `${cost.ratio.toFixed(2)} ×`} |`,
      )
    }
    if (options.quick) continue
    const floorP95 = of(floor, (run) => run.scroll?.p95Ms)
    const p95 = of(lacuna, (run) => run.scroll?.p95Ms)
    const worst = (all: TraceRun[]) => formatSpread(of(all, (run) => run.scroll?.worstMs))
    scrollRows.push(
      `| ${size} | ${formatSpread(floorP95, 1)} / ${worst(floor)} | ${formatSpread(p95, 1)} / ${worst(lacuna)} | ${formatRatio(p95, floorP95)} | ${formatSpread(of(lacuna, (run) => run.scroll?.blankFrames))} |`,
    )
    const cell = (name: string) => {
      const outcomes = lacuna.map((run) => run.interactions[name])
      const errors = outcomes.flatMap((outcome) => (outcome && 'error' in outcome ? [outcome.error] : []))
      const text = formatSpread(
        spreadOf(outcomes.flatMap((outcome) => (outcome && 'ms' in outcome ? [outcome.ms] : []))),
      )
      return errors.length > 0 ? `${text} (${errors.length} failed: ${errors[0]})` : text
    }
    interactionRows.push(`| ${size} | ${names.map(cell).join(' | ')} |`)
  }

  const tables = [`### Load: median [min–max] of ${options.runs} fresh browsers\n\n${loadRows.join('\n')}`]
  if (!options.quick) {
    tables.push(`### Three seconds of wheel\n\n${scrollRows.join('\n')}`)
    tables.push(`### From input to the first frame with the result, ms\n\n${interactionRows.join('\n')}`)
  }
  tables.push(
    `### The command explain against JSON.parse, a process each (at most ${EXPLAIN_LIMIT} ×)\n\n${explainRows.join('\n')}`,
  )
  if (growth.length > 1) {
    const first = growth[0]
    const last = growth.at(-1)!
    const exponent = (of: 'readyMs' | 'memory') => Math.log(last[of] / first[of]) / Math.log(last.spans / first.spans)
    tables.push(
      `Growth from ${options.sizes[0]} to ${options.sizes.at(-1)}: time ∝ n^${exponent('readyMs').toFixed(2)}, memory ∝ n^${exponent('memory').toFixed(2)}`,
    )
  }
  return { tables: tables.join('\n\n'), raw }
}
