import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TraceState } from '../traceStore.ts'
import type { RowPool } from './rowPool.ts'
import { createRowWindow } from './rowWindow.ts'

const SEEN = 20
let frames: (() => void)[] = []

beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => (frames[handle - 1] = () => {}))
})
afterEach(() => void vi.unstubAllGlobals())

function open(length = 1000) {
  let state = { rows: { length } } as TraceState
  const synced: [number, number][] = []
  const pool = { sync: (_, from, to) => synced.push([from, to]), mark() {} } as Partial<RowPool> as RowPool
  const rowWindow = createRowWindow(pool)
  return {
    begin: (first: number) => {
      rowWindow.begin(state, first, Math.min(length, first + SEEN))
      return synced.at(-1)
    },
    show: (first: number, isStale = false) => {
      rowWindow.show(state, first, Math.min(length, first + SEEN), isStale)
      return synced.at(-1)
    },
    collapse: () => (state = { rows: { length: 1 } } as TraceState),
    runFrame: () => {
      for (const frame of frames.splice(0)) frame()
      return synced.at(-1)
    },
  }
}

test('some rows around those on screen are there', () => {
  const { show, runFrame } = open()
  expect(show(0)).toEqual([0, 26])
  expect(show(100)).toEqual([94, 126])
  expect(show(103)).toEqual([97, 129])
  expect(runFrame()).toEqual([97, 129])
})

test('the first frame has the rows on screen, the next those around them, too', () => {
  const { begin, show } = open()
  expect(begin(100)).toEqual([100, 120])
  expect(show(100)).toEqual([94, 126])
  const short = open(200)
  expect(short.begin(0)).toEqual([0, 20])
  expect(short.show(0)).toEqual([0, 200])
})

test('all rows of a short trace are there', () => {
  const { show, runFrame } = open(200)
  expect(show(100)).toEqual([0, 200])
  expect(show(119)).toEqual([0, 200])
  expect(runFrame()).toEqual([0, 200])
})

test('after a page key the next page is written, so that the next key changes no row', () => {
  const { show, runFrame } = open()
  show(100)
  expect(show(119)).toEqual([113, 145])
  expect(runFrame()).toEqual([113, 165])
  expect(show(138)).toEqual([113, 165])
  expect(runFrame()).toEqual([132, 184])
})

test('and upwards, where it begins anew when the direction changes', () => {
  const { show, runFrame } = open()
  show(100)
  show(119)
  runFrame()
  expect(show(100)).toEqual([94, 126])
  expect(runFrame()).toEqual([74, 126])
  expect(show(81)).toEqual([74, 126])
})

test('at the end there is no more to write', () => {
  const { show, runFrame } = open()
  show(945)
  show(964)
  expect(runFrame()).toEqual([958, 1000])
})

test('scrolling on by a few rows, and rows that are stale, keep none ahead', () => {
  const { show, runFrame } = open()
  show(100)
  show(119)
  runFrame()
  expect(show(119)).toEqual([113, 165])
  expect(show(121)).toEqual([115, 147])
  show(140)
  expect(runFrame()).toEqual([134, 186])
  expect(show(140, true)).toEqual([134, 166])
})

test('rows that are gone before the frame after a page key are not asked for', () => {
  const { show, runFrame, collapse } = open()
  show(100)
  show(119)
  collapse()
  expect(runFrame()).toEqual([113, 165])
  expect(show(0, true)).toEqual([0, 1])
})
