import { expect, test } from 'vitest'
import type { Minimap } from '../layout/minimap.ts'
import { drain } from '../lib/drain.ts'
import { composeMinimap } from './minimap.ts'
import type { Palette } from './palette.ts'
import type { Textures } from './textures.ts'

const COLUMNS = 2048
const HEIGHT = 52
const palette = { error: 'error', gap: 'gap', network: 'network', inkFaint: 'others', services: ['a', 'b'] }
const textures = { gap: 'gap texture', network: 'network texture' }

interface Box {
  readonly style: string
  readonly x: number
  readonly y: number
  readonly widthPx: number
  readonly heightPx: number
}

/** All boxes that are filled, in order. */
function paint(change: Partial<Minimap>, widthPx: number, dpr = 1): Box[] {
  const boxes: Box[] = []
  const add = (style: string, x: number, y: number, widthPx: number, heightPx: number) =>
    boxes.push({ style, x, y, widthPx, heightPx })
  const context = {
    fillStyle: '',
    clearRect() {},
    fillRect(x: number, y: number, width: number, height: number) {
      add(this.fillStyle, x, y, width, height)
    },
  }
  const map: Minimap = {
    columns: COLUMNS,
    range: { startUs: 0, endUs: COLUMNS },
    bands: Int32Array.of(0, 1, -1),
    busy: new Float32Array(3 * COLUMNS),
    mostBusy: 1,
    gap: new Float32Array(COLUMNS),
    network: new Float32Array(COLUMNS),
    errors: new Uint8Array(COLUMNS),
    ...change,
  }
  const bars: Box[] = []
  const makePixels = () => ({
    fill: (style: string, x: number, y: number, width: number, height: number) =>
      void bars.push({ style, x: x / dpr, y: y / dpr, widthPx: width / dpr, heightPx: height / dpr }),
    drawOn: () => void boxes.push(...bars),
  })
  const [inks, fills] = [palette as unknown as Palette, textures as unknown as Textures]
  const draw = drain(composeMinimap(map, widthPx, HEIGHT, inks, fills, dpr, makePixels))
  draw(context as unknown as CanvasRenderingContext2D)
  return boxes
}
const at = (column: number, value: number, length = COLUMNS) =>
  Float32Array.from({ length }, (_, i) => (i === column ? value : 0))
const of = (style: string, boxes: readonly Box[]) => boxes.filter((box) => box.style === style)

test.each([
  [320, 1],
  [600, 1],
  [1000, 2],
  [1440, 1],
  [2560, 1.5],
])('no lone error, brief gap or service is lost at %i px × %f', (widthPx, dpr) => {
  for (let column = 0; column < COLUMNS; column += 13) {
    const x = (column * widthPx) / COLUMNS
    const boxes = paint(
      { errors: Uint8Array.from(at(column, 1)), gap: at(column, 0.01), busy: at(COLUMNS + column, 1, 3 * COLUMNS) },
      widthPx,
      dpr,
    )
    for (const [style, leastPx] of [
      ['error', 2],
      ['gap', 1],
      ['b', 1 / dpr - 1e-9],
    ] as const) {
      expect(of(style, boxes)).toHaveLength(1)
      const [box] = of(style, boxes)
      expect(box.widthPx).toBeGreaterThanOrEqual(leastPx)
      expect(Math.abs(box.x + box.widthPx / 2 - x)).toBeLessThan(2 + widthPx / COLUMNS)
    }
  }
})

test('what is gap for the most part is hatched from top to bottom, beneath the bars; a brief one is marked above them', () => {
  const gap = new Float32Array(COLUMNS).fill(1, 100, 300)
  gap[300] = 0.1 // the end of the long one, in a pixel of its own
  gap[1000] = 0.1
  const boxes = paint({ gap, busy: new Float32Array(3 * COLUMNS).fill(1) }, 1024)
  expect(of('gap texture', boxes)).toEqual([{ style: 'gap texture', x: 50, y: 0, widthPx: 100, heightPx: HEIGHT }])
  expect(of('gap', boxes)).toEqual([{ style: 'gap', x: 500, y: 0, widthPx: 1, heightPx: 8 }])
  for (const { style, y } of boxes) if (['a', 'b', 'others'].includes(style)) expect(y).toBeGreaterThanOrEqual(8)
})

test('an error does not cover a gap’s mark, a network’s hatch not the gap’s', () => {
  const boxes = paint({ gap: at(10, 0.1), errors: Uint8Array.from(at(10, 1)) }, 1024)
  expect(of('error', boxes)[0].heightPx).toBeLessThan(of('gap', boxes)[0].heightPx)
  const styles = paint({ gap: at(10, 1), network: at(11, 1) }, 1024).map(({ style }) => style)
  expect(styles).toEqual(['network texture', 'gap texture'])
})

test('bands stand on one another without a seam, equal neighbours as one box', () => {
  const busy = new Float32Array(3 * COLUMNS).fill(1)
  const boxes = paint({ busy, mostBusy: 3 }, 1440, 2)
  expect(boxes.map(({ style }) => style)).toEqual(['others', 'b', 'a'])
  let y = HEIGHT
  for (const box of boxes) {
    expect(box.y + box.heightPx).toBe(y)
    expect(box.y * 2).toBe(Math.round(box.y * 2))
    expect(box.widthPx).toBe(1440)
    y = box.y
  }
})
