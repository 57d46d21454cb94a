import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { markErrorWay } from './errorWay.ts'

test('the way of an error leads from its cause to the root, through spans that let it through; not past asynchronous ones', () => {
  const { trace, asynchronous } = analyze(
    drawTrace(`
      root        ==========  @a
        block     .======     @a
          call    ..====      @a error
            query ...==       @a error
        fine      .......=    @a
        later     ..........===  @a error
    `),
    { clocks: 'raw', minGapUs: null },
  )
  const way = markErrorWay(trace, asynchronous)
  const named = Object.fromEntries(Array.from(way, (mark, span) => [trace.names[trace.nameId[span]], mark]))
  expect(named).toEqual({ root: 1, block: 1, call: 1, query: 2, fine: 0, later: 2 })
})
