import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { computeFindings } from '../analysis/computeFindings.ts'
import { drawTrace } from '../model/drawTrace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { formatMarkdown } from './formatMarkdown.ts'
import { escapeMarkdown, formatCode, formatTable } from './markdown.ts'
import { rankFindings } from './rankFindings.ts'

function rank(loaded: LoadedTrace) {
  const analysis = analyze(loaded, { clocks: 'auto', minGapUs: null })
  return rankFindings(analysis, computeFindings(analysis, loaded.store))
}

const titles = (loaded: LoadedTrace) =>
  Object.fromEntries(rank(loaded).map(({ id, items }) => [id, items.map(({ title }) => title)]))

test('of very many gaps the longest are told, and how many there are', () => {
  const loaded = drawTrace(`
    root  ================================
      a    =
      b      =
      c          =
      d                 =
      e                         =
  `)
  const analysis = analyze(loaded, { clocks: 'auto', minGapUs: 1 })
  const [all] = rankFindings(analysis, null)
  const [some] = rankFindings(analysis, null, { mostGaps: 3 })
  expect(all).toMatchObject({ id: 'time', total: 6 })
  expect(all.items.length).toBe(6)
  expect(some.total).toBe(6)
  expect(some.items).toEqual(all.items.slice(0, 3))
})

test('groups in the order of what to do, the most costly first, with the names and times of the trace', () => {
  const loaded = drawTrace(`
    upload      ====================================================================================================  @docs error
      extract    ====================
      chunk                               =====
      store                                         ==========  error exception.type:Full exception.message:disk_full
      call                                                       =====    client server.address:mail
      call                                                             =====    client server.address:mail
      login                                                                    ==  password:hunter2
  `)
  expect(titles(loaded)).toEqual({
    time: [
      '35 ms after login in docs: upload',
      '5 ms of nothing between extract and chunk',
      '5 ms of nothing between chunk and store',
      '3 ms of nothing between store and call',
      '3 ms of nothing between call and login',
      '1 ms before extract in docs: upload',
      '1 ms of nothing between call and call',
    ],
    propagation: ['The breadcrumbs stop at docs: call → mail, and 1 more like it'],
    errors: ['docs: store failed: Full'],
    secrets: ['password in docs: login'],
  })
  const [time, propagation] = rank(loaded)
  expect(time.items[1]).toMatchObject({ costUs: 5000, share: 0.05, target: { kind: 'gap' } })
  expect(propagation.items[0]).toMatchObject({ costUs: 10_000, spans: [4, 5] })
})

test('a wait between two attempts, the first of which held a failed call, is told as what it probably is', () => {
  const [time] = rank(recordedVariant('checkout', 'basic-slow').traces[0].loaded)
  expect(time.items[0]).toMatchObject({
    title: '151 ms of nothing between two payment.attempt',
    meaning: expect.stringMatching(/waiting before it tries again/),
  })
})

test('every finding of every recorded trace has its words, a unique key and a place that exists', () => {
  let count = 0
  for (const scenario of [
    'broken-propagation',
    'clock-skew',
    'errors',
    'sampled',
    'sensitive',
    'n-plus-one',
    'not-exported',
    'kafka-async',
  ] as const) {
    for (const variant of VARIANTS[scenario]) {
      for (const { loaded } of recordedVariant(scenario, variant).traces) {
        const analysis = analyze(loaded, { clocks: 'auto', minGapUs: null })
        const findings = computeFindings(analysis, loaded.store)
        const items = rankFindings(analysis, findings).flatMap((group) => group.items)
        expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
        for (const { title, meaning, check, target, span, share } of items) {
          for (const text of [title, meaning, check]) expect(text).not.toMatch(/undefined|NaN|null|  |^$/)
          const length = {
            span: loaded.trace.length,
            gap: analysis.gaps.length,
            missing: findings.missingParents.length,
            repeat: findings.repeats.length,
          }
          if (target) expect(target.index).toBeLessThan(length[target.kind])
          expect(span).toBeLessThan(loaded.trace.length)
          if (share !== null) expect(share).toBeGreaterThanOrEqual(0)
          count++
        }
      }
    }
  }
  expect(count).toBeGreaterThan(100)
})

const VARIANTS = {
  'broken-propagation': ['http-header-stripped', 'thread-pool'],
  'clock-skew': ['two-hop', 'drift', 'ahead-900'],
  errors: ['retry-exhausted', 'deep-raise', 'client-4xx'],
  sampled: ['rate-limited', 'ratio-orphans', 'ratio-subtree-lost'],
  sensitive: ['login-and-pay'],
  'n-plus-one': ['sequential-120-sql', 'parallel-60-http'],
  'not-exported': ['middle-off', 'root-off', 'root-pending', 'leaf-off'],
  'kafka-async': ['child-of', 'fan-out'],
}

test('the report of a trace without time, and of one without anything wrong', () => {
  const text = (loaded: LoadedTrace) => {
    const analysis = analyze(loaded, { clocks: 'auto', minGapUs: null })
    return formatMarkdown(analysis, computeFindings(analysis, loaded.store))
  }
  expect(text(drawTrace('fine  ==== @web server'))).toContain('Nothing was found to be wrong.')
  expect(text(drawTrace('point | @web server'))).toContain('the trace has no duration')
})

test('text from traces is no markup', () => {
  expect(escapeMarkdown('a|b *c* `d` <e> [f](g) snake_case _h_\n# i\u001b[0m')).toBe(
    'a\\|b \\*c\\* \\`d\\` \\<e> \\[f\\](g) snake_case \\_h\\_ # i \\[0m',
  )
  expect(formatCode('a`b``c')).toBe('``` a`b``c ```')
  expect(
    formatTable(
      [
        ['n', 'right'],
        ['name', 'left'],
      ],
      [
        ['1', 'a'],
        ['200', 'bcdef'],
      ],
    ),
  ).toBe('|   n | name  |\n|----:|-------|\n|   1 | a     |\n| 200 | bcdef |')
})
