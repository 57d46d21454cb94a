import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { diffAnalyses } from '../analysis/diff.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { formatComparisonSentence } from './comparisonSentence.ts'

const OPTIONS = { clocks: 'raw', minGapUs: 1000 } as const
const compare = (a: string, b: string) => formatComparisonSentence(diffAnalyses(analyze(drawTrace(a), OPTIONS), analyze(drawTrace(b), OPTIONS)))

const base = `
  root  ===========  @web
    a   ===          @web
    b   ....=====    @db
`

test('a trace with itself', () => {
  expect(compare(base, base)).toBe('Both took the same time, in the same places.')
})

test('what is slower is named with its size, a wait as a wait', () => {
  const slower = `
  root  =======================  @web
    a   ===                      @web
    b   ..........===========    @db
`
  expect(compare(base, slower)).toBe('B took 12 ms longer: 6 ms more in db: b, 6 ms more between the calls of web: root.')
})

test('swapped, the same causes pull the other way', () => {
  const added = `
  root  ==============  @web
    a   ===             @web
    new ....===         @pay
    b   .......=====    @db
`
  expect(compare(base, added)).toBe('B took 3 ms longer: 3 ms in a new pay: new.')
  expect(compare(added, base)).toBe('B took 3 ms less: 3 ms less, as pay: new is gone.')
})
