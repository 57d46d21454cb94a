import { describe, expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { analyze } from './analyze.ts'
import { compareTraces } from './diff.ts'
import { describeGaps, describeLedger } from './pictures.ts'
import { buildPlan } from './randomTrace.ts'

const options = { clocks: 'auto', minGapUs: null } as const
const picture = `
  root    ==========   @web server
    call  .====        @web client server.address:api
  lost    ..==         @api server orphan:00000000000000aa
`

describe('each analysis stands or fails alone', () => {
  test('attributes that cannot be read cost the missing parents, nothing else', () => {
    const loaded: LoadedTrace = drawTrace(picture)
    const broken = {
      ...loaded,
      store: {
        ...loaded.store,
        attributes: () => {
          throw new Error('gone')
        },
      },
    }
    const { trace, gaps, ledgers, failures } = analyze(broken, options)
    expect(failures).toEqual([{ analysis: 'missing parents', message: 'gone' }])
    expect(describeGaps(trace, gaps)).toEqual(['lead 0–1 root before call', 'tail 5–10 root after call'])
    expect(describeLedger(trace, ledgers[0])).toEqual(['root gap lead 0–1', 'call work 1–5', 'root gap tail 5–10'])
  })

  test('clocks that cannot be solved leave the raw view', () => {
    const loaded = drawTrace(picture)
    const trace = { ...loaded.trace, links: null as unknown as LoadedTrace['trace']['links'] }
    const { clocksView, clocks, failures, ledgers, selfUs } = analyze({ trace, store: loaded.store }, options)
    expect(failures.map(({ analysis }) => analysis)).toEqual(['clocks', 'causes'])
    expect([clocksView, clocks.domains]).toEqual(['raw', []])
    expect([ledgers.length, selfUs[0]]).toEqual([2, 6000])
  })
})

describe('hardly a trace', () => {
  const empty = buildPlan([])

  test('no span at all', () => {
    const { ledgers, gaps, clocks, failures, clocksView } = analyze(empty, options)
    expect([ledgers, gaps.length, clocks.domains, failures, clocksView]).toEqual([[], 0, [], [], 'raw'])
    expect(analyze(empty, { clocks: 'corrected', minGapUs: 0 }).failures).toEqual([])
  })

  test('compared with one that has spans: all of it is added', () => {
    const { diff } = compareTraces(empty, drawTrace('root ====='), options)
    expect(diff.contributions.map(({ status, deltaUs }) => [status, deltaUs])).toEqual([['added', 5000]])
    expect([...diff.added]).toEqual([0])
  })

  test('only orphans: the main one has the first ledger, as a root', () => {
    const { ledgers } = analyze(
      drawTrace(`
        lost     ==          orphan:00000000000000aa
        larger   ..=====     orphan:00000000000000bb
          child  ...==
      `),
      options,
    )
    expect(ledgers.map(({ kind, segments }) => [kind, segments.length])).toEqual([
      ['root', 3],
      ['orphan', 1],
    ])
  })
})
