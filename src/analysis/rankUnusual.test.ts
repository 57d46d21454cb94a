import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { analyze } from './analyze.ts'
import { rankUnusual } from './rankUnusual.ts'
import { computeTypical } from './typical.ts'

const view = (picture: string) => analyze(drawTrace(picture), { clocks: 'raw', minGapUs: null })
const usual = view(`
  root      ============  @web
    tax     =             @price
    tax     .=            @price
    db      ..==          @db
`)
const slow = view(`
  root      ==============================  @web
    tax     =====                           @price
    tax     .....=======                    @price
    db      ............==                  @db
    audit   ..............===               @web
`)
const ranked = (n: number) =>
  rankUnusual(
    slow,
    computeTypical(
      slow,
      Array.from({ length: n }, () => usual),
    ),
  ).map(({ service, operation, spans, beyondUs }) => [service, operation, spans.length, beyondUs])

test('own time beyond the usual, by operation, the greatest first; what is usual in itself is not named', () => {
  // root: 13 ms of its own, usually 8; tax: 5 and 7, usually 1 each; audit: extra, 3; db as usual
  expect(ranked(20)).toEqual([
    ['price', 'tax', 2, 10_000],
    ['web', 'root', 1, 5000],
    ['web', 'audit', 1, 3000],
  ])
})

test('of too few traces nothing is claimed', () => {
  expect(ranked(19)).toEqual([])
})
