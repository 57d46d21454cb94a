import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GAP_KINDS } from '../../../analysis/gaps.ts'
import { CATEGORIES, NO_GAP_KIND } from '../../../analysis/ledger.ts'
import type { Ledger } from '../../../analysis/ledger.ts'
import type { Trace } from '../../../model/trace.ts'
import { LEDGER_GROUPINGS, barParts, groupLedger, placeInLedger, spansOfRow } from './groupLedger.ts'

const W = CATEGORIES.indexOf('work')
const G = CATEGORIES.indexOf('gap')
const between = GAP_KINDS.indexOf('between')

/** A trace of which only what grouping reads is filled in: span s has service s % 3 and name s % 2. */
function traceOf(durationUs: number, length = 6): Trace {
  return {
    length,
    services: ['api', 'store', 'mail'],
    names: ['get', 'put'],
    serviceId: Uint32Array.from({ length }, (_, span) => span % 3),
    nameId: Uint32Array.from({ length }, (_, span) => span % 2),
    startUs: new Float64Array(length),
    endUs: new Float64Array(length).fill(durationUs),
  } as unknown as Trace
}

function ledgerOf(pieces: readonly (readonly [span: number, category: number, gapKind: number, us: number])[]): Ledger {
  let at = 0
  const ends = pieces.map((piece) => (at += piece[3]))
  return {
    root: 0,
    kind: 'root',
    queueUs: 0,
    cause: -1,
    segments: {
      length: pieces.length,
      span: Int32Array.from(pieces, (piece) => piece[0]),
      category: Uint8Array.from(pieces, (piece) => piece[1]),
      gapKind: Uint8Array.from(pieces, (piece) => piece[2]),
      startUs: Float64Array.from(pieces, (piece, i) => ends[i] - piece[3]),
      endUs: Float64Array.from(ends),
    },
  }
}

test('pieces of one owner become one line, largest first', () => {
  const ledger = ledgerOf([
    [1, W, NO_GAP_KIND, 30],
    [0, G, between, 20],
    [1, W, NO_GAP_KIND, 40],
    [5, W, NO_GAP_KIND, 10],
  ])
  const rows = groupLedger(traceOf(100), ledger, 'operation')
  expect(rows.map((row) => [row.service, row.operation, row.category, row.gapKind, row.us, row.share])).toEqual([
    ['store', 'put', 'work', null, 70, 0.7],
    ['api', 'get', 'gap', 'between', 20, 0.2],
    ['mail', 'put', 'work', null, 10, 0.1],
  ])
  expect(spansOfRow(ledger, rows[0])).toEqual([1])
  expect(groupLedger(traceOf(100), ledger, 'category').map((row) => [row.category, row.us])).toEqual([
    ['work', 80],
    ['gap', 20],
  ])
})

test('every grouping sums to the duration exactly', () => {
  const piece = fc.tuple(
    fc.nat(5),
    fc.nat(CATEGORIES.length - 1),
    fc.constantFrom(NO_GAP_KIND, 0, 1, 2),
    fc.integer({ min: 1, max: 10 ** 9 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), (pieces) => {
      const ledger = ledgerOf(pieces)
      const durationUs = ledger.segments.endUs[pieces.length - 1]
      for (const grouping of LEDGER_GROUPINGS) {
        const rows = groupLedger(traceOf(durationUs), ledger, grouping)
        expect(rows.reduce((sum, row) => sum + row.us, 0)).toBe(durationUs)
        expect(rows.flatMap((row) => row.segments).sort((a, b) => a - b)).toEqual(pieces.map((_, i) => i))
        const { parts, rest } = barParts(rows, 0.05, 4)
        expect([...parts, ...rest]).toEqual(rows)
        expect(rest.length).not.toBe(1)
      }
      let placed = 0
      for (let span = 0; span < 6; span++) placed += placeInLedger(ledger, span, 6)?.us ?? 0
      expect(placed).toBe(durationUs)
    }),
  )
})

test('a trace without duration has no shares to divide by', () => {
  expect(groupLedger(traceOf(0), ledgerOf([]), 'operation')).toEqual([])
  expect(placeInLedger(ledgerOf([]), 0, 6)).toBeNull()
})
