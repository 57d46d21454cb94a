import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { benchCompare } from './compareTraces.ts'
import { ensureData, type TraceFile } from './data.ts'
import { NEEDLE } from './generateTrace.ts'
import { EXPLAIN_LIMIT, measureExplain } from './measureExplain.ts'
import { measureTrace, type TraceRun } from './measureTrace.ts'
import { floorPage, lacunaPage, type Subject } from './pages.ts'
import { parseSize } from './random.ts'
import { startBenchServer } from './serve.ts'
import { formatSpread, spreadOf } from './statistics.ts'

const HERE = import.meta.dirname
const DATA = path.join(HERE, 'data')
/** A JavaScript string cannot hold more: the floor stops here. */
const FLOOR_LIMIT_BYTES = 500e6

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    /** `trace`, or `compare`: two traces of each size. */
    page: { type: 'string', default: 'trace' },
    dist: { type: 'string', default: path.join(HERE, '..', 'dist') },
    /** Load times and memory only. */
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const sizes = positionals.length > 0 ? positionals : ['1k', '10k', '50k', '100k']
const runs = Number(values.runs)
if (!fs.existsSync(path.join(values.dist, 'index.html'))) {
  console.error(`No built page in ${values.dist}: run "npm run build" first.`)
  process.exit(2)
}

if (values.page === 'compare') {
  console.log(await benchCompare(positionals.length > 0 ? positionals : ['1k', '10k', '50k'], runs, values.dist, DATA))
  process.exit(0)
}

const subjectOf = (trace: TraceFile): Subject => ({
  traceID: trace.traceID,
  spans: trace.spans,
  findTerm: NEEDLE,
  findCount: trace.needles,
})

async function measureSize(size: string): Promise<{ trace: TraceFile; floor: TraceRun[]; lacuna: TraceRun[] }> {
  const index = ensureData(DATA, { traces: [size], compare: [], search: 5, dependencies: ['30'] })
  const trace = index.traces[size]
  const subject = subjectOf(trace)
  const floorServer = await startBenchServer(path.join(HERE, 'floor'), DATA, index)
  const server = await startBenchServer(values.dist, DATA, index)
  const result = { trace, floor: [] as TraceRun[], lacuna: [] as TraceRun[] }
  for (let run = 0; run < runs; run++) {
    // Taken in turns, so that a noisy minute hurts both.
    if (trace.bytes < FLOOR_LIMIT_BYTES) {
      result.floor.push(
        await again(() => measureTrace(floorPage, `${floorServer.url}/trace/${trace.traceID}`, subject, !values.quick)),
      )
    }
    result.lacuna.push(
      await again(() => measureTrace(lacunaPage, `${server.url}/trace/${trace.traceID}`, subject, !values.quick)),
    )
    process.stderr.write(`${size} run ${run + 1}/${runs}\n`)
  }
  floorServer.close()
  server.close()
  return result
}

/** A run that failed is told and done once more: the others are not lost. */
async function again<T>(measure: () => Promise<T>): Promise<T> {
  try {
    return await measure()
  } catch (error) {
    process.stderr.write(`a run failed (${(error as Error).message}), doing it again\n`)
    return measure()
  }
}

const ratio = (own: number | undefined, floor: number | undefined) =>
  own === undefined || floor === undefined || floor === 0 ? '–' : `${(own / floor).toFixed(2)} ×`

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

for (const size of sizes) {
  const { trace, floor, lacuna } = await measureSize(size)
  raw[size] = { trace, floor, lacuna }
  const of = (all: TraceRun[], pick: (run: TraceRun) => number | null | undefined) =>
    spreadOf(all.map(pick).filter((value): value is number => typeof value === 'number'))
  const floorReady = of(floor, (run) => run.readyMs)
  const ready = of(lacuna, (run) => run.readyMs)!
  const memory = of(lacuna, (run) => run.memory)!
  growth.push({ spans: parseSize(size), readyMs: ready.median, memory: memory.median })
  loadRows.push(
    `| ${size} | ${(trace.bytes / 1e6).toFixed(1)} | ${formatSpread(floorReady)} | ${formatSpread(ready)} | ${ratio(ready.median, floorReady?.median)} | ${formatSpread(of(lacuna, (run) => run.blockedMs))} | ${formatSpread(of(lacuna, (run) => run.longestTaskMs))} | ${formatSpread(
      of(lacuna, (run) => run.memory / 1e6),
      1,
    )} | ${(memory.median / trace.bytes).toFixed(2)} × | ${formatSpread(of(lacuna, (run) => run.findingsMs))} |`,
  )
  if (trace.bytes < FLOOR_LIMIT_BYTES) {
    const cost = measureExplain(path.join(DATA, trace.file), runs)
    explainRows.push(
      `| ${size} | ${formatSpread(cost.parse)} | ${formatSpread(cost.explain)} | ${cost.ratio === null ? '–' : `${cost.ratio.toFixed(2)} ×`} |`,
    )
  }
  if (values.quick) continue
  const floorP95 = of(floor, (run) => run.scroll?.p95Ms)
  const p95 = of(lacuna, (run) => run.scroll?.p95Ms)
  const worst = (all: TraceRun[]) => formatSpread(of(all, (run) => run.scroll?.worstMs))
  scrollRows.push(
    `| ${size} | ${formatSpread(floorP95, 1)} / ${worst(floor)} | ${formatSpread(p95, 1)} / ${worst(lacuna)} | ${ratio(p95?.median, floorP95?.median)} | ${formatSpread(of(lacuna, (run) => run.scroll?.blankFrames))} |`,
  )
  const cell = (name: string) => {
    const outcomes = lacuna.map((run) => run.interactions[name])
    const errors = outcomes.flatMap((outcome) => (outcome && 'error' in outcome ? [outcome.error] : []))
    const text = formatSpread(spreadOf(outcomes.flatMap((outcome) => (outcome && 'ms' in outcome ? [outcome.ms] : []))))
    return errors.length > 0 ? `${text} (${errors.length} failed: ${errors[0]})` : text
  }
  interactionRows.push(`| ${size} | ${names.map(cell).join(' | ')} |`)
}

console.log(`\n### Load: median [min–max] of ${runs} fresh browsers\n\n${loadRows.join('\n')}`)
if (!values.quick) {
  console.log(`\n### Three seconds of wheel\n\n${scrollRows.join('\n')}`)
  console.log(`\n### From input to the first frame with the result, ms\n\n${interactionRows.join('\n')}`)
}
console.log(
  `\n### The command explain against JSON.parse, a process each (at most ${EXPLAIN_LIMIT} ×)\n\n${explainRows.join('\n')}`,
)
if (growth.length > 1) {
  const first = growth[0]
  const last = growth.at(-1)!
  const exponent = (of: 'readyMs' | 'memory') => Math.log(last[of] / first[of]) / Math.log(last.spans / first.spans)
  console.log(
    `\nGrowth from ${sizes[0]} to ${sizes.at(-1)}: time ∝ n^${exponent('readyMs').toFixed(2)}, memory ∝ n^${exponent('memory').toFixed(2)}`,
  )
}
if (values.json) fs.writeFileSync(values.json, JSON.stringify(raw, null, 1))
