import { describe, expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { buildPlan } from '../analysis/randomTrace.ts'
import { createTimeScale, isOnBar, placeBar, rowAt } from '../layout/bars.ts'
import { planOf, repeatOf, spanNamed, viewPicture } from '../layout/pictureRows.ts'
import { planRows } from '../layout/rowPlan.ts'
import { layoutRows, ROW, rowOf } from '../layout/rows.ts'
import { indexSegments } from '../layout/segmentIndex.ts'
import { createShut } from '../layout/shut.ts'
import type { Palette } from './palette.ts'
import { paintTimeColumn, timesOfRow } from './timeColumn.ts'
import type { TimeScene } from './timeScene.ts'

type View = ReturnType<typeof viewPicture>

/** Every name is its own colour. */
const palette = new Proxy(
  {},
  {
    get: (_, name) => (name === 'services' ? new Proxy({}, { get: (_, id) => `service ${String(id)}` }) : String(name)),
  },
) as Palette

interface Stroke {
  readonly what: string
  readonly style: unknown
  readonly x: number
  readonly y: number
  readonly widthPx: number
  readonly heightPx: number
  readonly alpha: number
}

/** A canvas context that writes down what it is asked for. */
function recordCanvas() {
  const strokes: Stroke[] = []
  const context = {
    globalAlpha: 1,
    fillStyle: '' as unknown,
    strokeStyle: '' as unknown,
    lineWidth: 1,
    font: '',
    textAlign: '',
    textBaseline: '',
    clearRect() {},
    setLineDash() {},
    fillRect(x: number, y: number, widthPx: number, heightPx: number) {
      strokes.push({ what: 'fill', style: this.fillStyle, x, y, widthPx, heightPx, alpha: this.globalAlpha })
    },
    strokeRect(x: number, y: number, widthPx: number, heightPx: number) {
      strokes.push({ what: 'outline', style: this.strokeStyle, x, y, widthPx, heightPx, alpha: this.globalAlpha })
    },
    fillText(text: string, x: number, y: number) {
      strokes.push({ what: text, style: this.fillStyle, x, y, widthPx: 0, heightPx: 0, alpha: this.globalAlpha })
    },
  }
  return { context: context as unknown as CanvasRenderingContext2D, strokes }
}

function sceneOf(view: View, widthPx: number, change: Partial<TimeScene> = {}): TimeScene {
  const { trace, gaps } = view
  const plan = planRows(trace, gaps, view.minGapUs)
  const rows = layoutRows({ trace, gaps, plan, shut: createShut(trace, plan) })
  const range = { startUs: trace.startUs[0], endUs: trace.endUs[0] }
  return {
    view,
    rows,
    plan,
    scale: createTimeScale(range, widthPx),
    firstRow: 0,
    endRow: Math.min(40, rows.length),
    scrollPx: 0,
    rowPx: 24,
    heightPx: 960,
    ticksUs: [],
    critical: indexSegments(view.ledgers[0].segments, trace.length),
    skewed: null,
    highlight: null,
    labelOf: (row) => ({ text: `row ${row}`, widthPx: 30 }),
    eventsOf: () => null,
    palette,
    textures: { gap: 'gap texture' as never, network: 'network texture' as never },
    ...change,
  }
}

function paint(scene: TimeScene): Stroke[] {
  const { context, strokes } = recordCanvas()
  paintTimeColumn(context, scene)
  return strokes
}

const view = viewPicture(`
  root    ==========
    a     ===
    b         ==      error
`)

describe('what is painted', () => {
  const strokes = paint(sceneOf(view, 1000))
  const fills = (style: string) =>
    strokes
      .filter((stroke) => stroke.what === 'fill' && stroke.style === style)
      .map(({ x, y, widthPx }) => [x, y, widthPx])

  test('bars where their times are, one row below the other', () => {
    expect(fills('service 0')).toEqual([
      [0, 5, 1000],
      [0, 29, 300],
      [400, 77, 200],
    ])
  })

  test('notable gaps in the bar of their owner and in their own row', () => {
    expect(fills('gap texture')).toEqual([
      [300, 5, 100],
      [600, 5, 400],
      [300, 53, 100],
      [600, 101, 400],
    ])
  })

  test('the critical path under the bars, without a break', () => {
    const line = fills('critical').sort((a, b) => a[0] - b[0])
    expect(line.map(([x, , width]) => [x, width])).toEqual([
      [0, 300],
      [300, 100],
      [400, 200],
      [600, 400],
    ])
  })

  test('errors with their mark', () => {
    expect(strokes.some(({ what, style }) => what === 'outline' && style === 'error')).toBe(true)
    expect(strokes.filter(({ what }) => what === '!')).toHaveLength(1)
  })

  test('what is not picked out is dimmed', () => {
    const dimmed = paint(sceneOf(view, 1000, { highlight: { length: 3, words: Uint32Array.of(0b010) } }))
    const alphas = dimmed
      .filter(({ what, style }) => what === 'fill' && style === 'service 0')
      .map(({ alpha }) => alpha)
    expect(alphas).toEqual([0.25, 1, 0.25])
  })

  test('a moved span has its outline and the ghost of where it was recorded', () => {
    const shiftUs = Float64Array.of(0, 2000, 0)
    const moved = paint(sceneOf({ ...view, shiftUs }, 1000)).filter(({ style }) => style === 'clock')
    expect(moved.map(({ what, x }) => [what, Math.round(x)])).toEqual([
      ['outline', 201],
      ['outline', 1],
    ])
  })

  test('a clock that is off shows where nothing was moved', () => {
    const dashed = paint(sceneOf(view, 1000, { skewed: Uint8Array.of(1) })).filter(({ style }) => style === 'clock')
    expect(dashed).toHaveLength(3)
  })

  test('a ghost outside the range leaves a mark on its side', () => {
    const shiftUs = Float64Array.of(0, -90_000, 90_000)
    const marks = paint(sceneOf({ ...view, shiftUs }, 1000)).filter(({ what }) => what === '‹' || what === '›')
    expect(marks.map(({ what }) => what)).toEqual(['‹', '›'])
  })
})

describe('many calls in one row', () => {
  const picture = `
    root    ====================
      q     =   error
      q       =
      q         =
      end            ===
  `
  const paintRepeat = (change: Partial<TimeScene> = {}, spansPerPixel = 1, sequential = true) => {
    const view = viewPicture(picture)
    const repeat = { ...repeatOf(view.trace, 'root', 'q'), sequential }
    const plan = planOf(view, [repeat])
    const shut = createShut(view.trace, plan)
    const rows = layoutRows({ trace: view.trace, gaps: view.gaps, plan, shut })
    const scene = sceneOf(view, 200 / spansPerPixel, { plan, rows, endRow: rows.length, ...change })
    const y = 24 * rowOf(rows, { kind: ROW.repeat, index: 0 })
    return paint(scene).filter((stroke) => stroke.y >= y && stroke.y < y + 24)
  }
  const outlines = (strokes: Stroke[], style: string) =>
    strokes.filter((stroke) => stroke.style === style && stroke.what !== '!').map(({ x }) => Math.round(x))

  test('merge by the colour of their service', () => {
    const fills = (strokes: Stroke[]) => strokes.filter(({ style }) => style === 'service 0').length
    expect(fills(paintRepeat())).toBe(3)
    expect(fills(paintRepeat({}, 40))).toBeLessThan(3)
  })

  test('an error among them shows, also when they are thinner than a pixel', () => {
    expect(outlines(paintRepeat(), 'error')).toEqual([1])
    expect(outlines(paintRepeat({}, 100), 'error')).toHaveLength(1)
    expect(outlines(paintRepeat({}, 1, false), 'error')).toHaveLength(1)
    expect(paintRepeat().some(({ what }) => what === '!')).toBe(true)
  })

  test('a clock that is off shows', () => {
    expect(outlines(paintRepeat(), 'clock')).toEqual([])
    expect(outlines(paintRepeat({ skewed: Uint8Array.of(1) }), 'clock')).toEqual([1, 21, 41])
    expect(outlines(paintRepeat({ skewed: Uint8Array.of(1) }, 100), 'clock')).toHaveLength(1)
  })

  describe('what is below them', () => {
    const deep = `
      root    ====================   @web
        q     =====                  @web
          r     ==                   @api    error
        q           =====            @web
        q                ====        @web
          s              ====        @db
    `
    const paintDeep = (widthPx: number, change: Partial<TimeScene> = {}, sequential = true) => {
      const view = { ...viewPicture(deep), ...change.view }
      const repeat = { ...repeatOf(view.trace, 'root', 'q'), sequential }
      const plan = planOf(view, [repeat])
      const shut = createShut(view.trace, plan)
      shut.repeats.words[0] = 1
      const rows = layoutRows({ trace: view.trace, gaps: view.gaps, plan, shut })
      const scene = sceneOf(view, widthPx, { plan, rows, endRow: rows.length, ...change, view })
      const y = 24 * rowOf(rows, { kind: ROW.repeat, index: 0 })
      return paint(scene).filter((stroke) => stroke.y >= y && stroke.y < y + 24)
    }
    const marks = (strokes: Stroke[], style: string) =>
      strokes.flatMap(({ what, style: its, x, widthPx }) =>
        its === style && what !== '!' ? [[Math.round(x), Math.round(widthPx)]] : [],
      )

    test('an error shows where it is, as a line on the bar of its caller', () => {
      expect(marks(paintDeep(2000), 'error')).toEqual([[200, 200]])
      expect(marks(paintDeep(2000, {}, false), 'error')).toEqual([[200, 200]])
      expect(paintDeep(2000).some(({ what }) => what === '!')).toBe(true)
    })

    test('gaps show where they are, those between processes as such', () => {
      expect(marks(paintDeep(2000), 'gap texture')).toEqual([
        [0, 200],
        [400, 100],
      ])
      expect(marks(paintDeep(2000, {}, false), 'gap texture')).toHaveLength(2)
    })

    test('a clock that is off shows where it is, as recorded and corrected', () => {
      const { trace } = viewPicture(deep)
      const db = trace.processId[spanNamed(trace, 's')]
      const skewed = Uint8Array.from(trace.processes, (_, process) => (process === db ? 1 : 0))
      expect(marks(paintDeep(2000, { skewed }), 'clock')).toEqual([[1101, 399]])
      const shiftUs = new Float64Array(trace.length)
      shiftUs[spanNamed(trace, 's')] = 500
      expect(marks(paintDeep(2000, { view: { ...viewPicture(deep), shiftUs } }), 'clock')).toEqual([[1101, 399]])
    })

    test('all of it also under a pixel', () => {
      const strokes = paintDeep(2, { skewed: Uint8Array.of(1, 1, 1) })
      for (const style of ['error', 'gap texture', 'clock']) expect(marks(strokes, style).length).toBeGreaterThan(0)
    })

    test('the row is picked out with any of them', () => {
      const { trace } = viewPicture(deep)
      const alphaWith = (...spans: number[]) => {
        const words = Uint32Array.of(spans.reduce((bits, span) => bits | (1 << span), 0))
        const strokes = paintDeep(2000, { highlight: { length: trace.length, words } })
        return strokes.find(({ style }) => style === `service ${trace.serviceId[spanNamed(trace, 'q')]}`)!.alpha
      }
      expect(alphaWith(spanNamed(trace, 'root'))).toBe(0.25)
      expect(alphaWith(spanNamed(trace, 'r') + 1)).toBe(1)
      expect(alphaWith(spanNamed(trace, 's'))).toBe(1)
    })
  })
})

test('what is painted is what is hit', () => {
  const scene = sceneOf(view, 777)
  const bar = { x: 0, widthPx: 0, side: 0 }
  const times = new Float64Array(2)
  for (const { what, style, x, y, widthPx, heightPx } of paint(scene)) {
    if (what !== 'fill' || style !== 'service 0') continue
    const row = rowAt(y + heightPx / 2, scene.scrollPx, scene.rowPx)
    const [startUs, endUs] = timesOfRow(scene, row, times)
    expect(isOnBar(placeBar(scene.scale, startUs, endUs, bar), x + widthPx / 2)).toBe(true)
    expect(bar.x).toBeCloseTo(x)
  }
})

test('work depends on rows and pixels, not on the trace', () => {
  const strokesOf = (children: number) => {
    const plan = Array.from({ length: children + 1 }, (_, i) => ({
      parent: i === 0 ? -1 : 0,
      service: 'a',
      name: 'x',
      kind: 0,
      startUs: i * 10,
      durationUs: i === 0 ? children * 10 + 20 : 4,
    }))
    const view = analyze(buildPlan(plan), { clocks: 'raw', minGapUs: 1 })
    return paint(sceneOf(view, 1000)).length
  }
  const few = strokesOf(2000)
  const many = strokesOf(60_000)
  expect(many).toBeLessThanOrEqual(few * 1.1)
  expect(many).toBeLessThan(40 * 6 + 2 * 1000)
})
