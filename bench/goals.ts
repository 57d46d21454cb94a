import { formatSpread, type Spread } from './statistics.ts'

/** ✓ in every run, ~ in the median, ✗ not even there. */
export type Mark = '✓' | '~' | '✗'

export const LEGEND =
  'Behind a number its goal: ✓ every run meets it, ~ the median does, ✗ not even that. Ratios are those of neighbouring runs; one number stands for equal ones.'

export const markOf = ({ median, max }: Spread, most: number): Mark => (max <= most ? '✓' : median <= most ? '~' : '✗')

interface CellOptions {
  /** Where the number is looked for in the list of what missed its goal. */
  readonly what: string
  /** The goal; null: there is none, the number is told alone. */
  readonly most: number | null
  readonly digits?: number
  readonly unit?: string
}

/** Writes numbers with their goals into tables, and remembers how many were met. */
export interface Judge {
  cell(spread: Spread | null, options: CellOptions): string
  /** For what is one number over all runs. */
  single(value: number, options: CellOptions): string
  summary(): string
}

/** A goal met by a rounded number is met as it is read: 1.304 is no more than 1.3 with one digit. */
const rounded = (value: number, digits: number) => Number(value.toFixed(digits))

export function createJudge(): Judge {
  const counts: Record<Mark, number> = { '✓': 0, '~': 0, '✗': 0 }
  const missed: string[] = []
  function judge(
    text: string,
    { median, min, max }: Spread,
    { what, most, digits = 0, unit = '' }: CellOptions,
  ): string {
    if (most === null) return text
    const mark = markOf({ median: rounded(median, digits), min, max: rounded(max, digits) }, most)
    counts[mark]++
    if (mark === '✗') missed.push(`- ${what}: ${text}, goal ${most}${unit}`)
    return `${text} ${mark} ≤ ${most}`
  }
  return {
    cell: (spread, options) =>
      spread ? judge(formatSpread(spread, options.digits) + (options.unit ?? ''), spread, options) : '–',
    single: (value, options) =>
      judge(
        value.toFixed(options.digits ?? 0) + (options.unit ?? ''),
        { median: value, min: value, max: value },
        options,
      ),
    summary() {
      const all = counts['✓'] + counts['~'] + counts['✗']
      const head = `### Goals: ${counts['✓'] + counts['~']} of ${all} met, ${counts['✓']} of them in every run`
      return missed.length === 0 ? head : `${head}\n\nMissed:\n\n${missed.join('\n')}`
    },
  }
}

/** Rows visible, in times of the floor. */
export function rowsGoal(spans: number): number {
  if (spans < 10_000) return 2.5
  if (spans < 50_000) return 1.3
  return spans < 200_000 ? 1 : 0.8
}

/** Goals that do not depend on the size. Times in ms. */
export const GOALS = {
  longestTaskMs: 50,
  gestureP95Ratio: 1.3,
  gestureWorstMs: 60,
  blankFrames: 0,
  nextPaintMs: 50,
  firstMatchMs: 100,
  findPasses: 1,
  findingsShare: 1,
} as const

/** Up to here the main thread is never blocked. */
export const blockedGoal = (spans: number): number | null => (spans <= 100_000 ? 0 : null)

/** What is done at a stroke; larger traces are not promised. */
export const nextPaintGoal = (spans: number): number | null => (spans <= 100_000 ? GOALS.nextPaintMs : null)

/** Heap and buffers, in times of the body. */
export const memoryGoal = (spans: number): number | null => (spans >= 50_000 ? 1.3 : null)

/** Heap and buffers, MB. */
export const memoryMbGoal = (spans: number): number | null => (spans === 50_000 ? 60 : null)

/** Gzipped JavaScript of a first visit, KiB. */
export const FIRST_LOAD_KIB = 170
