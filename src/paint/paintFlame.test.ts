import { describe, expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { buildPlan } from '../analysis/randomTrace.ts'
import { layoutFlame } from '../layout/flame.ts'
import { indexFlameMarks } from '../layout/flameMarks.ts'
import { spanNamed, viewPicture } from '../layout/pictureRows.ts'
import { planGaps } from '../layout/rowPlan.ts'
import { createBitset, setBit } from '../lib/bitset.ts'
import { FLAG } from '../model/trace.ts'
import { FLAME_AXIS_PX, FLAME_ROW_PX, type FlameFrame, paintFlame } from './paintFlame.ts'
import type { Palette } from './palette.ts'

const palette = new Proxy(
  {},
  {
    get: (_, name) => (name === 'services' ? new Proxy({}, { get: (_, id) => `service ${String(id)}` }) : String(name)),
  },
) as Palette
const textures = { gap: 'gap texture' as never, network: 'network texture' as never }

interface Stroke {
  readonly what: 'fill' | 'outline'
  readonly style: unknown
  readonly row: number
  readonly x: number
  readonly widthPx: number
  readonly alpha: number
}

function paint(frame: FlameFrame): Stroke[] {
  const strokes: Stroke[] = []
  const add = (what: Stroke['what'], style: unknown, alpha: number, [x, y, widthPx]: number[]) =>
    strokes.push({ what, style, row: Math.floor((y - FLAME_AXIS_PX) / FLAME_ROW_PX), x, widthPx, alpha })
  const context = {
    globalAlpha: 1,
    fillStyle: '' as unknown,
    strokeStyle: '' as unknown,
    setLineDash() {},
    fillText() {},
    measureText: (text: string) => ({ width: text.length * 6 }),
    fillRect(...box: number[]) {
      add('fill', this.fillStyle, this.globalAlpha, box)
    },
    strokeRect(...box: number[]) {
      add('outline', this.strokeStyle, this.globalAlpha, box)
    },
  }
  paintFlame(context as unknown as CanvasRenderingContext2D, frame, palette, textures)
  // Below the axis.
  return strokes.filter(({ row, widthPx }) => row >= 0 && widthPx > 0)
}

type Analyzed = Parameters<typeof indexFlameMarks>[1]

function frameOf(
  view: Analyzed,
  widthPx: number,
  change: Partial<FlameFrame> = {},
  { minGapUs = 1, skewed = null }: { minGapUs?: number; skewed?: Uint8Array | null } = {},
): FlameFrame {
  const { trace, gaps } = view
  const layout = layoutFlame(trace)
  return {
    trace,
    layout,
    range: { startUs: trace.startUs[0], endUs: trace.endUs[0] },
    scrollPx: 0,
    widthPx,
    heightPx: 600,
    selected: -1,
    hovered: -1,
    gaps,
    marks: indexFlameMarks(layout, view, planGaps(gaps, minGapUs).notable, skewed),
    highlight: null,
    matches: null,
    ...change,
  }
}

/** A root and so many children one after another, each 9 µs of 10. */
const loop = (children: number) => {
  const plan = Array.from({ length: children + 1 }, (_, i) => ({
    parent: i === 0 ? -1 : 0,
    service: i % 2 ? 'a' : 'b',
    name: 'x',
    kind: 0,
    startUs: i === 0 ? 0 : (i - 1) * 10,
    durationUs: i === 0 ? children * 10 : 9,
  }))
  return { ...analyze(buildPlan(plan), { clocks: 'raw', minGapUs: 1 }), shiftUs: null as Float64Array | null }
}
const only = (length: number, span: number) => {
  const bits = createBitset(length)
  setBit(bits, span)
  return bits
}
const of = (style: string, strokes: readonly Stroke[]) => strokes.filter((stroke) => stroke.style === style)

describe('five spans to a pixel', () => {
  const view = loop(1000)
  const { trace } = view
  const everySpan = Array.from({ length: 250 }, (_, i) => 1 + 4 * i + (i % 4))
  const expectNear = (stroke: Stroke, span: number) =>
    expect(Math.abs(stroke.x - trace.startUs[span] / 50)).toBeLessThanOrEqual(1.001)

  test('the error of any shows', () => {
    for (const span of everySpan) {
      trace.flags[span] |= FLAG.error
      const marks = of('error', paint(frameOf(view, 200)))
      trace.flags[span] &= ~FLAG.error
      expect(marks).toHaveLength(1)
      expectNear(marks[0], span)
    }
    expect(of('error', paint(frameOf(view, 200)))).toEqual([])
  })

  test('so does the clock of any, put right or not', () => {
    for (const span of everySpan) {
      const shiftUs = new Float64Array(trace.length)
      shiftUs[span] = 3
      const marks = of('clock', paint(frameOf({ ...view, shiftUs }, 200)))
      expect(marks).toHaveLength(1)
      expectNear(marks[0], span)
    }
    const b = Uint8Array.from(trace.processes, (_, process) => (process === trace.processId[2] ? 1 : 0))
    expect(of('clock', paint(frameOf(view, 200, {}, { skewed: b }))).length).toBeGreaterThan(150)
    expect(of('clock', paint(frameOf(view, 200)))).toEqual([])
  })

  test('what is picked out or found is not dimmed, and has its own colour', () => {
    for (const span of everySpan) {
      for (const which of ['highlight', 'matches']) {
        const strokes = paint(frameOf(view, 200, { [which]: only(trace.length, span) }))
        const bright = strokes.filter(({ row, alpha, style }) => row === 1 && alpha === 1 && style !== 'gap texture')
        expect(bright).toHaveLength(1)
        expect(bright[0].style).toBe(`service ${trace.serviceId[span]}`)
        expectNear(bright[0], span)
      }
    }
  })

  test('what is selected has its frame', () => {
    for (const span of everySpan) {
      const frames = of('accent', paint(frameOf(view, 200, { selected: span })))
      expect(frames).toHaveLength(1)
      expectNear(frames[0], span)
    }
  })
})

test('a wide bar has an outline where its clock is off', () => {
  const view = viewPicture(`
    root  ==========   @web
      a   ====         @api
      b       ==       @api   error
  `)
  const { trace } = view
  const skewed = Uint8Array.from(trace.processes, (_, process) =>
    process === trace.processId[spanNamed(trace, 'a')] ? 1 : 0,
  )
  const strokes = paint(frameOf(view, 1000, {}, { skewed }))
  expect(of('clock', strokes).map(({ what, x }) => [what, Math.round(x)])).toEqual([
    ['outline', 1],
    ['outline', 401],
  ])
  expect(of('error', strokes).map(({ x }) => x)).toEqual([400])
})

test('gaps stand below their owner, merged by pixel, however many there are', () => {
  const few = viewPicture(`
    root  ==========
      a   ===
      b       ==
  `)
  expect(of('gap texture', paint(frameOf(few, 1000))).map(({ row, x, widthPx }) => [row, x, widthPx])).toEqual([
    [1, 300, 100],
    [1, 600, 400],
  ])
  const strokes = paint(frameOf(loop(20_000), 500))
  expect(of('gap texture', strokes).length).toBeGreaterThan(0)
  expect(strokes.length).toBeLessThan(2000)
  // Only those on screen.
  expect(of('gap texture', paint(frameOf(loop(100), 500, { scrollPx: 60 })))).toEqual([])
})

test('a frame reads what is on screen, not the trace', () => {
  const readsOf = (children: number) => {
    const view = loop(children)
    const frame = frameOf(view, 500)
    let reads = 0
    const count = <T extends object>(column: T): T =>
      new Proxy(column, {
        get(target, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads++
          return Reflect.get(target, key, target)
        },
      })
    const counted = (object: object) =>
      Object.fromEntries(
        Object.entries(object).map(([name, value]) => [name, ArrayBuffer.isView(value) ? count(value) : value]),
      )
    const { marks } = frame
    paint({
      ...frame,
      trace: { ...view.trace, ...counted(view.trace) },
      gaps: counted(frame.gaps) as never,
      marks: { ...counted(marks), gaps: counted(marks.gaps), network: counted(marks.network) } as never,
    })
    return reads
  }
  // Bisections over ten times as many take a few steps more.
  expect(readsOf(50_000)).toBeLessThan(1.5 * readsOf(5000))
})
