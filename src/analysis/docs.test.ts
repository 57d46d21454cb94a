import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { durationOf } from '../model/trace.ts'
import { compareTraces } from './diff.ts'

const numbers = readFileSync(new URL('../../docs/numbers.md', import.meta.url), 'utf8')
const blockWith = (text: string): string[] =>
  numbers
    .split('```')
    .filter((_, at) => at % 2 === 1)
    .find((block) => block.includes(text))!
    .split('\n')

test('the figure of a comparison is what the code computes', () => {
  const block = blockWith('B − A')
  const drawn = block.slice(1, block.indexOf('own time, ms   A    B   B − A') - 1)
  // A stands at the left, B at the right; the letter is no part of the drawing.
  const side = (from: number, to?: number) =>
    drawTrace(
      drawn
        .map((line) => line.slice(from, to).replace(/^[AB]/, ' '))
        .filter((line) => line.trim() !== '')
        .join('\n'),
    )
  const { a, b, diff } = compareTraces(side(0, 30), side(30), { clocks: 'raw', minGapUs: 1000 })
  const sums = new Map<string, number[]>()
  for (const { operation, aUs, bUs, deltaUs } of diff.contributions) {
    const sum = sums.get(operation) ?? [0, 0, 0]
    sums.set(operation, [sum[0] + aUs, sum[1] + bUs, sum[2] + deltaUs])
  }
  const durations = [a, b].map(({ trace }) => durationOf(trace, trace.mainRoot))
  sums.set('all', [...durations, diff.deltaUs])
  const told = block.flatMap((line) => {
    const [, name, ofA, ofB, delta] = /^(\w+) +(\d+|–) +(\d+|–) +([+−]\d+) /.exec(line) ?? []
    const us = (text: string) => (text === '–' ? 0 : Number(text.replace('−', '-')) * 1000)
    return name ? [[name, [us(ofA), us(ofB), us(delta)]] as const] : []
  })
  expect(told).toHaveLength(4)
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(sums))
})
