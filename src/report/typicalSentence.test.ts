import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { computeTypical } from '../analysis/typical.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { formatTypicalSentence } from './typicalSentence.ts'

const analysisOf = (picture: string) => analyze(drawTrace(picture), { clocks: 'raw', minGapUs: 1000 })
const usual = analysisOf(`
  root  ==========  @web
    a   .===        @web
    b   .....==     @db
`)
const odd = analysisOf(`
  root  ==============  @web
    a   .=======        @web
    new .........==     @web
`)
const sentenceAgainst = (count: number) =>
  formatTypicalSentence(
    computeTypical(
      odd,
      Array.from({ length: count }, () => usual),
    ),
  )

test('slower, extra, missing', () => {
  expect(sentenceAgainst(20)).toBe(
    'Against 20 other traces of this kind: 2 spans took longer than usual, 1 span is extra, 1 usual call is missing.',
  )
})

test('faster than usual is unusual, too', () => {
  const short = analysisOf(`
  root  ========  @web
    a   .=        @web
    b   .....==   @db
`)
  expect(
    formatTypicalSentence(
      computeTypical(
        short,
        Array.from({ length: 20 }, () => usual),
      ),
    ),
  ).toBe('Against 20 other traces of this kind: 2 spans took less than usual.')
})

test('below 20 it knows too little', () => {
  expect(sentenceAgainst(19)).toContain('Only 19 other traces of this kind: that is too little')
  expect(sentenceAgainst(0)).toContain('No other trace')
})

test('nothing unusual', () => {
  expect(
    formatTypicalSentence(
      computeTypical(
        usual,
        Array.from({ length: 20 }, () => usual),
      ),
    ),
  ).toContain('nothing is unusual')
})
