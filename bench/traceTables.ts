import type { BenchOptions } from './bench.ts'
import type { TraceFile } from './data.ts'
import { EXPLAIN_LIMIT, type ExplainCost } from './measureExplain.ts'
import {
  blockedGoal,
  createJudge,
  GOALS,
  LEGEND,
  memoryGoal,
  memoryMbGoal,
  nextPaintGoal,
  rowsGoal,
  type Judge,
} from './goals.ts'
import { formatGrowth } from './growth.ts'
import type { InteractionRun, TraceRun } from './measureTrace.ts'
import { formatTable } from './markdown.ts'
import { parseSize } from './random.ts'
import { formatSpread, ratiosOf, spreadOf, type Spread } from './statistics.ts'

export interface MeasuredSize {
  readonly size: string
  readonly trace: TraceFile
  /** Empty where the floor cannot open the body; else a run for each of Lacuna's, taken just before it. */
  readonly floor: readonly TraceRun[]
  readonly lacuna: readonly TraceRun[]
  /** Per run of Lacuna: from the navigation to the body's last byte. */
  readonly lastByteMs: readonly number[]
  /** One look at each byte: in the runs in which the trace was used, which come first. */
  readonly passMs: readonly number[]
  readonly explain: ExplainCost | null
}

/** Everything measured, as Markdown. `more`: other tables, which know the judge. */
export function formatTables(
  sizes: readonly MeasuredSize[],
  { quick, api }: BenchOptions,
  more: (judge: Judge) => string[] = () => [],
): string {
  const judge = createJudge()
  const tables = [
    `### Load${api === 'otlp' ? ' of bodies of the OTLP API' : ''}: median [min–max] of fresh browsers (${sizes.map(({ size, lacuna }) => `${size}: ${lacuna.length}`).join(', ')})\n\n${LEGEND}`,
    formatTable(
      'spans | body MB | floor ms | Lacuna rows ms | of the floor | blocked ms | longest task ms | heap + buffers MB | of the body | findings after the last byte ms | of the load',
      sizes.map((measured) => loadRow(judge, measured)),
    ),
  ]
  if (!quick) {
    tables.push(
      `### A second and a half of each gesture: intervals between frames (in ${sizes.map(({ size, lacuna }) => `${size}: ${lacuna.filter(({ gestures }) => Object.keys(gestures).length > 0).length}`).join(', ')} of the browsers)\n\nThe floor knows no zoom, pan or columns: its wheel is compared with.`,
      formatTable(
        'spans | gesture | floor p95 ms | floor worst ms | Lacuna p95 ms | of the floor | worst ms | blank frames | longest task ms',
        sizes.flatMap((measured) => gestureRows(judge, measured)),
      ),
      '### From the input to the next frame, to the first frame with some of the result and with all of it',
      formatTable(
        'spans | what | floor, all ms | next frame ms | some ms | all ms | longest task ms',
        sizes.flatMap((measured) => interactionRows(judge, measured)),
      ),
      '### Find, a text of twelve letters typed at 20 ms each',
      formatTable(
        'spans | one pass over the bytes ms | first match ms | all matches ms | of the pass | slowest key ms',
        sizes.flatMap((measured) => findRow(judge, measured)),
      ),
    )
  }
  if (sizes.some(({ explain }) => explain !== null)) {
    tables.push(
      '### The command explain against JSON.parse, a process each',
      formatTable(
        'spans | JSON.parse ms | explain ms | ratio',
        sizes.flatMap(({ size, explain }) => (explain === null ? [] : [explainRow(judge, size, explain)])),
      ),
    )
  }
  tables.push(...more(judge), ...formatGrowth(judge, sizes.map(grownOf)), judge.summary())
  return tables.join('\n\n')
}

/** From the last byte on, per run. */
const findingsAfter = ({ lacuna, lastByteMs }: MeasuredSize): (number | null)[] =>
  lacuna.map(({ findingsMs }, run) => (findingsMs === null ? null : findingsMs - lastByteMs[run]))

const grownOf = (measured: MeasuredSize) => ({
  size: measured.size,
  time: spreadOf(measured.lacuna.map((run) => run.readyMs)),
  memory: spreadOf(measured.lacuna.map((run) => run.memory)),
  findings: spreadOf(findingsAfter(measured)),
})

function loadRow(judge: Judge, measured: MeasuredSize): string[] {
  const { size, trace, floor, lacuna } = measured
  const spans = parseSize(size)
  const of = (pick: (run: TraceRun) => number | null) => lacuna.map(pick)
  const ready = of((run) => run.readyMs)
  const floorReady = floor.map((run) => run.readyMs)
  const findings = findingsAfter(measured)
  const cell = (what: string, values: readonly (number | null)[], most: number | null, digits = 0, unit = '') =>
    judge.cell(spreadOf(values), { what: `${size} ${what}`, most, digits, unit })
  return [
    size,
    (trace.bytes / 1e6).toFixed(1),
    formatSpread(spreadOf(floorReady)),
    formatSpread(spreadOf(ready)),
    floor.length === 0
      ? 'opens; the floor cannot'
      : cell('rows', ratiosOf(ready, floorReady), rowsGoal(spans), 2, ' ×'),
    cell(
      'blocked ms',
      of((run) => run.blockedMs),
      blockedGoal(spans),
    ),
    cell(
      'longest task ms while loading',
      of((run) => run.longestTaskMs),
      GOALS.longestTaskMs,
    ),
    cell(
      'heap and buffers MB',
      of((run) => run.memory / 1e6),
      memoryMbGoal(spans),
      1,
    ),
    cell(
      'heap and buffers of the body',
      of((run) => run.memory / trace.bytes),
      memoryGoal(spans),
      2,
      ' ×',
    ),
    formatSpread(spreadOf(findings)),
    cell('findings of the load', ratiosOf(findings, ready), GOALS.findingsShare, 2, ' ×'),
  ]
}

function gestureRows(judge: Judge, { size, floor, lacuna }: MeasuredSize): string[][] {
  const names = [...new Set(lacuna.flatMap((run) => Object.keys(run.gestures)))]
  return names.map((name) => {
    const floorName = floor[0]?.gestures[name] ? name : 'wheel'
    const floorP95 = floor.map((run) => run.gestures[floorName]?.p95Ms)
    const p95 = lacuna.map((run) => run.gestures[name]?.p95Ms)
    const cell = (what: string, spread: Spread | null, most: number, digits = 0, unit = '') =>
      judge.cell(spread, { what: `${size} ${name}, ${what}`, most, digits, unit })
    return [
      size,
      name,
      formatSpread(spreadOf(floorP95)),
      formatSpread(spreadOf(floor.map((run) => run.gestures[floorName]?.worstMs))),
      formatSpread(spreadOf(p95)),
      cell('frames p95', spreadOf(ratiosOf(p95, floorP95)), GOALS.gestureP95Ratio, 2, ' ×'),
      cell('worst frame ms', spreadOf(lacuna.map((run) => run.gestures[name]?.worstMs)), GOALS.gestureWorstMs),
      cell('blank frames', spreadOf(lacuna.map((run) => run.gestures[name]?.blankFrames)), GOALS.blankFrames),
      cell('longest task ms', spreadOf(lacuna.map((run) => run.gestures[name]?.longestTaskMs)), GOALS.longestTaskMs),
    ]
  })
}

/** Per run, null where it failed or was not done. */
const outcomes = (runs: readonly TraceRun[], name: string, pick: (run: InteractionRun) => number): (number | null)[] =>
  runs.map(({ interactions }) => {
    const outcome = interactions[name]
    return outcome && !('error' in outcome) ? pick(outcome) : null
  })

function interactionRows(judge: Judge, { size, floor, lacuna }: MeasuredSize): string[][] {
  const names = [...new Set(lacuna.flatMap((run) => Object.keys(run.interactions)))]
  return names.map((name) => {
    const errors = lacuna.flatMap(({ interactions }) => {
      const outcome = interactions[name]
      return outcome && 'error' in outcome ? [outcome.error] : []
    })
    const of = (pick: (run: InteractionRun) => number) => spreadOf(outcomes(lacuna, name, pick))
    const cell = (what: string, spread: Spread | null, most: number | null) =>
      judge.cell(spread, { what: `${size} ${name}, ${what}`, most })
    return [
      size,
      errors.length === 0 ? name : `${name} (${errors.length} failed: ${errors[0]})`,
      formatSpread(spreadOf(outcomes(floor, name, (run) => run.doneMs))),
      cell(
        'next frame ms',
        of((run) => run.paintMs),
        nextPaintGoal(parseSize(size)),
      ),
      formatSpread(of((run) => run.firstMs)),
      formatSpread(of((run) => run.doneMs)),
      cell(
        'longest task ms',
        of((run) => run.longestTaskMs),
        GOALS.longestTaskMs,
      ),
    ]
  })
}

function findRow(judge: Judge, { size, lacuna, passMs }: MeasuredSize): string[][] {
  const of = (pick: (run: InteractionRun) => number) => outcomes(lacuna, 'find', pick)
  const done = of((run) => run.doneMs)
  if (spreadOf(done) === null) return []
  const cell = (what: string, values: readonly (number | null)[], most: number, digits = 0, unit = '') =>
    judge.cell(spreadOf(values), { what: `${size} find, ${what}`, most, digits, unit })
  return [
    [
      size,
      formatSpread(spreadOf(passMs), 1),
      cell(
        'first match ms',
        of((run) => run.firstMs),
        GOALS.firstMatchMs,
      ),
      formatSpread(spreadOf(done)),
      cell('all matches, of one pass', ratiosOf(done, passMs), GOALS.findPasses, 2, ' ×'),
      cell(
        'slowest key ms',
        of((run) => run.slowestPaintMs),
        GOALS.nextPaintMs,
      ),
    ],
  ]
}

const explainRow = (judge: Judge, size: string, { parse, explain, ratio }: ExplainCost): string[] => [
  size,
  formatSpread(parse),
  formatSpread(explain),
  judge.cell(ratio, { what: `${size} explain`, most: EXPLAIN_LIMIT, digits: 2, unit: ' ×' }),
]
