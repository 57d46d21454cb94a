import { expect, test } from 'vitest'
import { alignTraces } from '../analysis/alignTraces.ts'
import { mergeTrees } from '../layout/mergedTree.ts'
import { createBitset, setBit } from '../lib/bitset.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { drawMerged } from './mergedPicture.ts'
import type { Palette } from './palette.ts'
import { formatPictureSvg } from './picture.ts'

const palette = {
  bg: '#fff',
  ink: '#000',
  inkMuted: '#555',
  inkFaint: '#777',
  grid: '#eee',
  onBar: '#000',
  font: '"Noto Sans", sans-serif',
} as Palette

function pictureOf(
  sideBySide: boolean,
  range = { startUs: 0, endUs: 20_000 },
  more: Partial<Parameters<typeof drawMerged>[0]> = {},
) {
  const a = drawTrace(`
    root  ==========  @web
      x   .===        @web
  `).trace
  const b = drawTrace(`
    root  ====================  @web
      x   .===                  @web
      <y> .....=======          @web
  `).trace
  const tree = mergeTrees(a, b, alignTraces(a, b), 1000)
  return drawMerged(
    {
      tree,
      a,
      b,
      rows: Int32Array.from([0, 1, 2]),
      sideBySide,
      range,
      headings: ['B took "longer" & <more>'],
      ...more,
    },
    palette,
    () => 'oklch(0.6 0.1 20)',
  )
}

test('both bars of a row are on one scale; a span of one side is marked in text', () => {
  const { shapes, width } = pictureOf(false)
  const bars = shapes.filter((shape) => shape.type === 'box' && shape.fill.startsWith('oklch')) as {
    x: number
    width: number
  }[]
  expect(bars.length).toBe(5)
  expect(bars[0].width * 2).toBeCloseTo(bars[1].width)
  expect(bars[0].x).toBe(bars[1].x)
  expect(bars.every((bar) => bar.x + bar.width <= width)).toBe(true)
  const texts = shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []))
  expect(texts).toContain('only in B')
  expect(texts).toContain('not in A')
})

test('zoomed in, a bar outside the time shown is an arrow towards it, one across its edge is cut there', () => {
  const { shapes } = pictureOf(false, { startUs: 5000, endUs: 8000 })
  const bars = shapes.filter((shape) => shape.type === 'box' && shape.fill.startsWith('oklch'))
  expect(bars.length).toBe(3)
  const texts = shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []))
  expect(texts.filter((text) => text.startsWith('◂'))).toEqual(['◂ A 3 ms', '◂ B 3 ms'])
})

test('side by side A is left of B', () => {
  const bars = pictureOf(true).shapes.filter((shape) => shape.type === 'box' && shape.fill.startsWith('oklch')) as {
    x: number
    width: number
  }[]
  expect(bars[0].x + bars[0].width).toBeLessThan(bars[1].x)
})

test('the SVG holds names as text only', () => {
  const svg = formatPictureSvg(pictureOf(false))
  expect(svg).not.toContain('<y>')
  expect(svg).toContain('&#60;y&#62;')
  expect(svg.match(/<svg|<\/svg>/g)).toEqual(['<svg', '</svg>'])
})

test('there is a time axis, above each column of bars', () => {
  const texts = (sideBySide: boolean) =>
    pictureOf(sideBySide).shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []))
  expect(texts(false)).toEqual(expect.arrayContaining(['0', '10 ms']))
  expect(texts(true)).toEqual(expect.arrayContaining(['A 0', 'B 0']))
})

test('what is folded is said, what is not picked steps back, and a bitmap ends', () => {
  const highlighted = createBitset(3)
  setBit(highlighted, 2)
  const { shapes } = pictureOf(false, undefined, {
    noteOf: (row) => (row === 1 ? '4 spans below, the same' : ''),
    highlighted,
  })
  const texts = (of: typeof shapes) => of.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []))
  expect(texts(shapes)).toContain('web x · 4 spans below, the same')
  const opacities = shapes.flatMap((shape) =>
    shape.type === 'box' && shape.fill.startsWith('oklch') ? [shape.opacity] : [],
  )
  expect(opacities.map((opacity) => Math.round(opacity * 100))).toEqual([17, 30, 17, 30, 100])
  const short = pictureOf(false, undefined, { mostRows: 1 })
  expect(texts(short.shapes)).toContain('and 2 more rows')
  expect(short.height).toBeLessThan(pictureOf(false).height)
})
