import type { BenchOptions } from './bench.ts'
import type { TraceFile } from './data.ts'
import { EXPLAIN_LIMIT, type ExplainCost } from './measureExplain.ts'
import type { InteractionRun, TraceRun } from './measureTrace.ts'
import { parseSize } from './random.ts'
import { formatRatio, formatSpread, spreadOf, type Spread } from './statistics.ts'

export interface MeasuredSize {
  readonly size: string
  readonly trace: TraceFile
  /** Empty where the floor cannot open the body. */
  readonly floor: readonly TraceRun[]
  readonly lacuna: readonly TraceRun[]
  /** Per run of Lacuna: from the navigation to the body's last byte. */
  readonly lastByteMs: readonly number[]
  /** One look at each byte. */
  readonly passMs: readonly number[]
  readonly explain: ExplainCost | null
}

/** Everything measured, as Markdown. */
export function formatTables(sizes: readonly MeasuredSize[], { quick }: BenchOptions): string {
  const tables = [
    `### Load: median [min–max] of fresh browsers (${sizes.map(({ size, lacuna }) => `${size}: ${lacuna.length}`).join(', ')})`,
    formatTable(
      'spans | body MB | floor ms | Lacuna rows ms | ratio | blocked ms | longest task ms | heap + buffers MB | of the body | findings after the last byte ms | of the load',
      sizes.map(loadRow),
    ),
  ]
  if (!quick) {
    tables.push(
      `### A second and a half of each gesture: intervals between frames (in ${sizes.map(({ size, lacuna }) => `${size}: ${lacuna.filter(({ gestures }) => Object.keys(gestures).length > 0).length}`).join(', ')} of the browsers)\n\nThe floor knows no zoom, pan or columns: its wheel is compared with.`,
      formatTable(
        'spans | gesture | floor p95 / worst ms | Lacuna p95 ms | worst ms | p95 ratio | blank frames | longest task ms',
        sizes.flatMap(gestureRows),
      ),
      '### From the input to the next frame, to the first frame with some of the result and with all of it',
      formatTable(
        'spans | what | floor ms | next frame ms | some ms | all ms | longest task ms',
        sizes.flatMap(interactionRows),
      ),
      '### Find, a text of twelve letters typed at 20 ms each',
      formatTable(
        'spans | one pass over the bytes ms | first match ms | all matches ms | of the pass | slowest key ms',
        sizes.flatMap(findRow),
      ),
    )
  }
  tables.push(
    `### The command explain against JSON.parse, a process each (at most ${EXPLAIN_LIMIT} ×)`,
    formatTable(
      'spans | JSON.parse ms | explain ms | ratio',
      sizes.flatMap(({ size, explain }) =>
        explain === null
          ? []
          : [[size, formatSpread(explain.parse), formatSpread(explain.explain), times(explain.ratio)]],
      ),
    ),
  )
  if (sizes.length > 1) tables.push(formatGrowth(sizes))
  return tables.join('\n\n')
}

const times = (ratio: number | null | undefined) => (ratio == null ? '–' : `${ratio.toFixed(2)} ×`)

function formatTable(head: string, rows: readonly (readonly string[])[]): string {
  const columns = head.split(' | ').length
  return [`| ${head} |`, `|${'---|'.repeat(columns)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}

const of = <T>(all: readonly T[], pick: (run: T) => number | null | undefined): Spread | null =>
  spreadOf(all.map(pick).filter((value): value is number => typeof value === 'number'))

/** From the last byte on, per run. */
const findingsAfter = ({ lacuna, lastByteMs }: MeasuredSize) =>
  lacuna.flatMap(({ findingsMs, readyMs }, run) =>
    findingsMs === null ? [] : [{ ms: findingsMs - lastByteMs[run], share: (findingsMs - lastByteMs[run]) / readyMs }],
  )

function loadRow(measured: MeasuredSize): string[] {
  const { size, trace, floor, lacuna } = measured
  const floorReady = of(floor, (run) => run.readyMs)
  const ready = of(lacuna, (run) => run.readyMs)
  const memory = of(lacuna, (run) => run.memory)
  const after = findingsAfter(measured)
  return [
    size,
    (trace.bytes / 1e6).toFixed(1),
    formatSpread(floorReady),
    formatSpread(ready),
    formatRatio(ready, floorReady),
    formatSpread(of(lacuna, (run) => run.blockedMs)),
    formatSpread(of(lacuna, (run) => run.longestTaskMs)),
    formatSpread(
      of(lacuna, (run) => run.memory / 1e6),
      1,
    ),
    times(memory && memory.median / trace.bytes),
    formatSpread(of(after, ({ ms }) => ms)),
    times(of(after, ({ share }) => share)?.median),
  ]
}

function gestureRows({ size, floor, lacuna }: MeasuredSize): string[][] {
  const names = [...new Set(lacuna.flatMap((run) => Object.keys(run.gestures)))]
  return names.map((name) => {
    const floorName = floor[0]?.gestures[name] ? name : 'wheel'
    const floorP95 = of(floor, (run) => run.gestures[floorName]?.p95Ms)
    const p95 = of(lacuna, (run) => run.gestures[name]?.p95Ms)
    return [
      size,
      name,
      `${formatSpread(floorP95)} / ${formatSpread(of(floor, (run) => run.gestures[floorName]?.worstMs))}`,
      formatSpread(p95),
      formatSpread(of(lacuna, (run) => run.gestures[name]?.worstMs)),
      formatRatio(p95, floorP95),
      formatSpread(of(lacuna, (run) => run.gestures[name]?.blankFrames)),
      formatSpread(of(lacuna, (run) => run.gestures[name]?.longestTaskMs)),
    ]
  })
}

const good = (runs: readonly TraceRun[], name: string): InteractionRun[] =>
  runs.flatMap(({ interactions }) => {
    const outcome = interactions[name]
    return outcome && !('error' in outcome) ? [outcome] : []
  })

function interactionRows({ size, floor, lacuna }: MeasuredSize): string[][] {
  const names = [...new Set(lacuna.flatMap((run) => Object.keys(run.interactions)))]
  return names.map((name) => {
    const own = good(lacuna, name)
    const errors = lacuna.flatMap(({ interactions }) => {
      const outcome = interactions[name]
      return outcome && 'error' in outcome ? [outcome.error] : []
    })
    return [
      size,
      errors.length === 0 ? name : `${name} (${errors.length} failed: ${errors[0]})`,
      formatSpread(of(good(floor, name), (run) => run.doneMs)),
      formatSpread(of(own, (run) => run.paintMs)),
      formatSpread(of(own, (run) => run.firstMs)),
      formatSpread(of(own, (run) => run.doneMs)),
      formatSpread(of(own, (run) => run.longestTaskMs)),
    ]
  })
}

function findRow({ size, lacuna, passMs }: MeasuredSize): string[][] {
  const finds = good(lacuna, 'find')
  if (finds.length === 0) return []
  const pass = spreadOf(passMs)
  const done = of(finds, (run) => run.doneMs)
  return [
    [
      size,
      formatSpread(pass),
      formatSpread(of(finds, (run) => run.firstMs)),
      formatSpread(done),
      formatRatio(done, pass),
      formatSpread(of(finds, (run) => run.slowestPaintMs)),
    ],
  ]
}

/** The exponents with which the medians grow from the smallest size to the largest. */
function formatGrowth(sizes: readonly MeasuredSize[]): string {
  const first = sizes[0]
  const last = sizes.at(-1)!
  const spans = parseSize(last.size) / parseSize(first.size)
  const exponent = (pick: (measured: MeasuredSize) => Spread | null) => {
    const [from, to] = [pick(first), pick(last)]
    return from && to ? `n^${(Math.log(to.median / from.median) / Math.log(spans)).toFixed(2)}` : '–'
  }
  return [
    `Growth from ${first.size} to ${last.size}:`,
    `time ∝ ${exponent(({ lacuna }) => of(lacuna, (run) => run.readyMs))},`,
    `memory ∝ ${exponent(({ lacuna }) => of(lacuna, (run) => run.memory))},`,
    `findings ∝ ${exponent((measured) => of(findingsAfter(measured), ({ ms }) => ms))}`,
  ].join(' ')
}
