import type { MergedTree } from '../layout/mergedTree.ts'
import { formatTick, placeTicks, TICK_PX } from '../layout/ticks.ts'
import type { TimeRange } from '../layout/timeRange.ts'
import { hasBit, type Bitset } from '../lib/bitset.ts'
import { formatDelta, formatDuration, plural } from '../lib/format.ts'
import { durationOf, NONE } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'
import type { Palette } from './palette.ts'
import type { Picture, Shape } from './picture.ts'

export interface MergedSubject {
  readonly tree: MergedTree
  readonly a: Trace
  readonly b: Trace
  /** Which rows, in order. */
  readonly rows: Int32Array
  readonly sideBySide: boolean
  /** The time shown, from both roots' starts. */
  readonly range: TimeRange
  /** Above the rows, a line or more each. */
  readonly headings: readonly string[]
  /** Said after a row's name: what is folded below it. */
  readonly noteOf?: (row: number) => string
  /** The rows that are picked out; the others step back. */
  readonly highlighted?: Bitset | null
  /** So many rows at most: a bitmap has an end. */
  readonly mostRows?: number
}

/** A bar's colour, by service. */
type ColorOf = (service: string) => string

const WIDTH = 1440
const MARGIN = 24
const NAME_PX = 430
const DELTA_PX = 110
const ROW_PX = 34
const LINE_PX = 20
const TEXT_PX = 12
/** What a character takes on average; a vector file is read with fonts that nobody knows. */
const CHARACTER_PX = 6.7
/** A picture longer than this helps nobody; the page has the rest. */
const MOST_ROWS = 1000

/**
 * The merged waterfall as it is shown: per row the name, A's and B's bars on one scale with both roots at 0, and what B's took longer.
 *
 *     checkout.pay     A ▆▆▆▆ 120 ms
 *                      B ▆▆▆▆▆▆▆▆▆▆ 429 ms         +309 ms
 */
export function drawMerged(
  { tree, a, b, rows, sideBySide, range, headings, noteOf, highlighted, mostRows = MOST_ROWS }: MergedSubject,
  palette: Palette,
  colorOf: ColorOf,
): Picture {
  const shapes: Shape[] = []
  const text = (x: number, y: number, value: string, more: { fill?: string; align?: 'end'; bold?: boolean } = {}) =>
    shapes.push({
      type: 'text',
      x,
      y,
      text: value,
      fill: more.fill ?? palette.ink,
      align: more.align ?? 'start',
      bold: more.bold ?? false,
      sizePx: TEXT_PX,
    })
  let y = MARGIN
  for (const [index, heading] of headings.entries()) {
    for (const line of wrap(heading, Math.floor((WIDTH - 2 * MARGIN) / CHARACTER_PX))) {
      text(MARGIN, (y += LINE_PX) - 6, line, { bold: index === 0 })
    }
  }
  y += 12
  const trackX = MARGIN + NAME_PX
  const trackPx = WIDTH - 2 * MARGIN - NAME_PX - DELTA_PX
  const lengthUs = range.endUs - range.startUs
  const half = trackPx / 2 - 8
  const columns = sideBySide
    ? [
        { title: 'A', left: trackX, width: half },
        { title: 'B', left: trackX + half + 16, width: half },
      ]
    : [{ title: '', left: trackX, width: trackPx }]
  const shown = rows.subarray(0, mostRows)
  for (const { title, left, width } of columns) {
    const ticks = placeTicks(range, width, TICK_PX)
    const stepUs = ticks.length > 1 ? ticks[1] - ticks[0] : lengthUs
    for (const us of ticks) {
      const x = left + ((us - range.startUs) / lengthUs) * width
      const label = `${us === ticks[0] && title !== '' ? `${title} ` : ''}${formatTick(us, stepUs)}`
      shapes.push({
        type: 'box',
        x,
        y,
        width: 1,
        height: LINE_PX + shown.length * ROW_PX,
        fill: palette.grid,
        opacity: 1,
        stroke: null,
      })
      if (x + label.length * CHARACTER_PX < left + width) text(x + 4, y + 12, label, { fill: palette.inkMuted })
    }
  }
  y += LINE_PX
  let fade = 1
  const bar = (trace: Trace, span: number, side: 'A' | 'B', left: number, width: number, top: number) => {
    if (span === NONE) return text(left, top + 10, `not in ${side}`, { fill: palette.inkFaint })
    const zero = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
    const label = `${side} ${formatDuration(durationOf(trace, span))}`
    const [startUs, endUs] = [trace.startUs[span] - zero - range.startUs, trace.endUs[span] - zero - range.startUs]
    if (endUs < 0) return text(left, top + 10, `◂ ${label}`)
    if (startUs > lengthUs) return text(left + width, top + 10, `${label} ▸`, { align: 'end' })
    const from = clamp(startUs / lengthUs) * width
    const to = Math.max(from + 2, clamp(endUs / lengthUs) * width)
    const fill = colorOf(trace.services[trace.serviceId[span]])
    shapes.push({
      type: 'box',
      x: left + from,
      y: top + 1,
      width: to - from,
      height: 10,
      fill,
      opacity: (side === 'A' ? 0.55 : 1) * fade,
      stroke: side === 'A' ? palette.ink : null,
    })
    const fits = to + 6 + label.length * CHARACTER_PX < width
    if (fits) return text(left + to + 5, top + 10, label)
    return from > label.length * CHARACTER_PX + 6
      ? text(left + from - 5, top + 10, label, { align: 'end' })
      : text(left + to - 5, top + 10, label, { align: 'end', fill: palette.onBar })
  }
  for (const row of shown) {
    const isFaint = highlighted ? !hasBit(highlighted, row) : false
    fade = isFaint ? 0.3 : 1
    const note = noteOf?.(row) ?? ''
    const [trace, span] = tree.b[row] === NONE ? ([a, tree.a[row]] as const) : ([b, tree.b[row]] as const)
    const mark = tree.a[row] === NONE ? '+ ' : tree.b[row] === NONE ? '− ' : ''
    const indent = Math.min(tree.depth[row], 24) * 12
    shapes.push({
      type: 'box',
      x: MARGIN,
      y: y - 3,
      width: WIDTH - 2 * MARGIN,
      height: 1,
      fill: palette.grid,
      opacity: 1,
      stroke: null,
    })
    text(
      MARGIN + indent,
      y + 16,
      cut(
        `${mark}${trace.services[trace.serviceId[span]]} ${trace.names[trace.nameId[span]]}${note === '' ? '' : ` · ${note}`}`,
        (NAME_PX - indent - 8) / CHARACTER_PX,
      ),
      isFaint ? { fill: palette.inkMuted } : {},
    )
    if (sideBySide) {
      bar(a, tree.a[row], 'A', columns[0].left, half, y + 7)
      bar(b, tree.b[row], 'B', columns[1].left, half, y + 7)
    } else {
      bar(a, tree.a[row], 'A', trackX, trackPx, y)
      bar(b, tree.b[row], 'B', trackX, trackPx, y + 15)
    }
    text(WIDTH - MARGIN, y + 12, formatDelta(tree.deltaUs[row]), { align: 'end' })
    if (mark !== '')
      text(WIDTH - MARGIN, y + 26, mark === '+ ' ? 'only in B' : 'only in A', { align: 'end', fill: palette.inkMuted })
    y += ROW_PX
  }
  if (rows.length > shown.length)
    text(MARGIN, (y += LINE_PX) - 6, `and ${plural(rows.length - shown.length, 'more row')}`, {
      fill: palette.inkMuted,
    })
  return { width: WIDTH, height: y + MARGIN, background: palette.bg, font: palette.font, shapes }
}

const clamp = (share: number) => Math.max(0, Math.min(1, share))

const cut = (text: string, characters: number) =>
  text.length <= characters ? text : `${text.slice(0, Math.max(1, Math.floor(characters) - 1))}…`

/** Broken at spaces; a word longer than a line stays whole. */
function wrap(text: string, characters: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > characters) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
