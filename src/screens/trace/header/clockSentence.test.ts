import { expect, test } from 'vitest'
import type { ClockDomain } from '../../../analysis/clocks.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { describeClocks } from './clockSentence.ts'

const domain = (
  domainId: number,
  serviceId: number,
  verdict: ClockDomain['verdict'],
  bounds: readonly [number | null, number | null] = [0, 0],
  offsetUs: number | null = 0,
): ClockDomain => ({
  domainId,
  serviceId,
  verdict,
  offsetUs,
  lowUs: bounds[0],
  highUs: bounds[1],
  evidence: 3,
})
const viewOf = (domains: ClockDomain[], clocksView: 'raw' | 'corrected' = 'corrected') =>
  ({
    clocksView,
    clocks: { domains, edges: [], correctable: domains.some(({ verdict }) => verdict === 'skewed') },
    trace: { services: ['api', 'docs', 'pay', 'mail'], domains: ['api', 'docs-1', 'docs-2', 'pay', 'mail'] },
  }) as unknown as Pick<TraceView, 'clocks' | 'clocksView' | 'trace'>

const root = domain(0, 0, 'reference')

test('whose clock, which way, by how much, how sure', () => {
  const behind = domain(1, 1, 'skewed', [-355_400, -347_890], -349_840)
  expect(describeClocks(viewOf([root, behind])).sentence).toBe('Corrected: docs’s clock is 350 ms behind (± 5.56 ms).')
  expect(describeClocks(viewOf([root, behind], 'raw')).sentence).toBe(
    'As recorded: docs’s clock is 350 ms behind (± 5.56 ms).',
  )
})

test('the worst two by name, instances told apart', () => {
  const some = [
    domain(1, 1, 'skewed', [900_000, 902_000], 901_000),
    domain(2, 1, 'skewed', [-41_000, -39_000], -40_000),
    domain(3, 2, 'skewed', [10_000, 10_000], 10_000),
  ]
  expect(describeClocks(viewOf([root, ...some])).sentence).toBe(
    'Corrected: docs (docs-1)’s clock is 901 ms ahead (± 1 ms), docs (docs-2)’s clock is 40 ms behind (± 1 ms) and 1 more.',
  )
})

test('one bound is a least', () => {
  expect(describeClocks(viewOf([root, domain(1, 1, 'skewed', [null, -2000], -2000)], 'raw')).sentence).toBe(
    'As recorded: docs’s clock is at least 2 ms behind.',
  )
})

test('a drifting clock is said to contradict', () => {
  expect(describeClocks(viewOf([root, domain(3, 2, 'inconsistent', [null, null], null)], 'raw')).sentence).toBe(
    'As recorded: pay contradicts the others: no single offset fits.',
  )
})

test('nothing wrong is said calmly', () => {
  expect(describeClocks(viewOf([root, domain(1, 1, 'trusted')], 'raw'))).toEqual({
    sentence: 'As recorded: the clocks agree.',
    correctable: false,
    doubtful: false,
  })
  expect(describeClocks(viewOf([root], 'raw')).sentence).toBe('One clock: nothing to compare.')
  expect(describeClocks(viewOf([root, domain(1, 1, 'unknown', [null, null], null)], 'raw')).sentence).toBe(
    'As recorded: no clock is known to be off.',
  )
})
