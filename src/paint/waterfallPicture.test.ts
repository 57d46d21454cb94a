import { expect, test } from 'vitest'
import type { Palette } from './palette.ts'
import { formatPictureSvg, type BoxShape } from './picture.ts'
import { drawWaterfall, type PictureRow } from './waterfallPicture.ts'

const palette = {
  bg: '#fff',
  ink: '#000',
  inkMuted: '#555',
  inkFaint: '#777',
  grid: '#eee',
  gap: '#a40',
  gapBg: '#fec',
  network: '#467',
  networkBg: '#def',
  clock: '#73e',
  error: '#b11',
  missing: '#567',
  critical: '#111',
  onBar: '#010',
  services: ['oklch(0.6 0.1 20)'],
  font: 'sans-serif',
} as unknown as Palette

const row = (more: Partial<PictureRow>): PictureRow => ({
  depth: 0,
  service: 'web',
  operation: 'GET /',
  note: '',
  label: '1 s',
  startUs: 0,
  endUs: 1e6,
  look: 0,
  pieces: [],
  gaps: [],
  critical: [],
  recorded: null,
  isSkewed: false,
  isError: false,
  isAsync: false,
  ...more,
})

const draw = (rows: readonly PictureRow[], range = { startUs: 0, endUs: 1e6 }) =>
  drawWaterfall({ rows, more: 0, range, headings: ['<title> & more'] }, palette)
const boxes = (
  rows: readonly PictureRow[],
  is: (shape: BoxShape) => boolean,
  range?: { startUs: number; endUs: number },
) => draw(rows, range).shapes.filter((shape) => shape.type === 'box' && is(shape)) as BoxShape[]
const texts = (rows: readonly PictureRow[], range?: { startUs: number; endUs: number }) =>
  draw(rows, range).shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []))

test('bars share one scale', () => {
  const [all, half] = boxes(
    [row({}), row({ startUs: 5e5 })],
    ({ fill, height }) => fill.startsWith('oklch') && height === 12,
  )
  expect(half.width).toBeCloseTo(all.width / 2, 0)
  expect(half.x).toBeCloseTo(all.x + all.width / 2, 0)
})

test('outside the range a bar is an arrow', () => {
  const late = [row({ startUs: 9e5, label: '100 ms' })]
  expect(texts(late, { startUs: 0, endUs: 5e5 })).toContain('100 ms ›')
  expect(texts(late, { startUs: 0, endUs: 1e6 })).toContain('100 ms')
})

test('what carries a meaning is drawn, and named below', () => {
  const all = [
    row({ look: 'gap' }),
    row({ look: 'network' }),
    row({ look: 'missing' }),
    row({ isError: true, critical: [{ startUs: 0, endUs: 5e5 }] }),
    row({ recorded: { startUs: 1e5, endUs: 9e5 } }),
    row({ isSkewed: true, isAsync: true, gaps: [{ startUs: 1, endUs: 2e5, texture: 'gap' }] }),
  ]
  const said = texts(all)
  for (const name of [
    'time no span explains',
    'network or queue',
    'critical path',
    'error',
    'never received',
    'asynchronous',
  ])
    expect(said).toContain(name)
  expect(said.filter((text) => text.startsWith('clock'))).toHaveLength(2)
  expect(said).toContain('! 1 s')
  expect(texts([row({})]).join()).not.toMatch(/clock|critical|error|gap/)
})

test('the vector file is inert', () => {
  const svg = formatPictureSvg(draw([row({ service: '<script>alert(1)</script>', look: 'gap', isError: true })]))
  expect(svg).toContain('fill="url(#gap)"')
  expect(svg).not.toMatch(/<script|<title>|href|undefined|NaN/)
})
