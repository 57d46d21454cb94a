import { expect, test, vi } from 'vitest'
import { readRecorded } from '../formats/recordedTraces.ts'
import { formatStory } from '../report/comparisonSentence.ts'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { openComparison } from './openComparison.ts'
import { createSession } from './session.ts'

const idOf = (variant: string) => recordedVariant('checkout', variant).traces[0].loaded.trace.traceId
const BODIES = new Map(
  ['basic-fast', 'basic-slow'].map((variant) => [
    idOf(variant),
    Uint8Array.from(readRecorded(`checkout/${variant}/jaeger.json`)),
  ]),
)
const [FAST, SLOW] = BODIES.keys()
const AUTO = { clocks: 'auto', minGapUs: null } as const
const requestFor = (traceId: string) => ({ url: `http://server/api/traces/${traceId}`, traceId })

function start() {
  const fake = vi.fn(async (url: unknown) => {
    const body = BODIES.get(String(url).split('/').at(-1)!)
    return body
      ? new Response(body)
      : new Response('{"errors":[{"code":404,"msg":"trace not found"}]}', { status: 404 })
  })
  return { session: createSession({ budgetBytes: 1e9, fetch: fake as unknown as typeof fetch }), fake }
}
const ignore = () => {}

test('both are asked for at once and compared; later they are at hand', async () => {
  const { session, fake } = start()
  const requests = [requestFor(FAST), requestFor(SLOW)] as const
  const sides = new Set<number>()
  const opening = openComparison(session, [...requests], AUTO, 't', (side) => void sides.add(side))
  expect(fake).toHaveBeenCalledTimes(2)
  const result = await opening
  expect(result.ok && formatStory(result.value)).toMatch(/^B took 597 ms longer/)
  expect(sides).toEqual(new Set([0, 1]))
  const again = await openComparison(session, [...requests], { ...AUTO, clocks: 'raw' }, 't', ignore)
  expect(again.ok && again.value.diff.deltaUs).toBeGreaterThan(590_000)
  expect(fake).toHaveBeenCalledTimes(2)
})

test('a trace against itself is asked for once', async () => {
  const { session, fake } = start()
  const result = await openComparison(session, [requestFor(FAST), requestFor(FAST)], AUTO, 't', ignore)
  expect(result.ok && result.value.keyA === result.value.keyB).toBe(true)
  expect(fake).toHaveBeenCalledTimes(1)
})

test('a side that is not there is told for itself; the other one is kept', async () => {
  const { session, fake } = start()
  const gone = requestFor('0'.repeat(31) + '1')
  const result = await openComparison(session, [requestFor(FAST), gone], AUTO, 't', ignore)
  expect(result).toMatchObject({ ok: false, a: null, b: { kind: 'not-found' } })
  const both = await openComparison(session, [gone, gone], AUTO, 't', ignore)
  expect(both).toMatchObject({ ok: false, a: { kind: 'not-found' }, b: { kind: 'not-found' } })
  fake.mockClear()
  await openComparison(session, [requestFor(FAST), requestFor(SLOW)], AUTO, 't', ignore)
  expect(fake).toHaveBeenCalledTimes(1)
})
