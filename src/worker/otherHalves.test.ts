import { expect, test } from 'vitest'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { drawTrace } from '../model/drawTrace.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { listOtherHalves, listTellingValues } from './otherHalves.ts'

const named = (...traces: readonly LoadedTrace[]) => traces.map((loaded) => ({ name: loaded.trace.traceId, loaded }))

test('the other half of a request whose message lost its context', () => {
  const [order, payment] = recordedVariant('broken-propagation', 'kafka-uninstrumented').traces.map(
    ({ loaded }) => loaded,
  )
  expect(listTellingValues(order)).toEqual([{ key: 'order.id', value: 'ord-7702' }])
  expect(listOtherHalves(order, named(order, payment))).toMatchObject([
    {
      traceId: payment.trace.traceId,
      rootTitle: 'payment-service: orders.created process',
      side: 'after',
      parentTitle: 'order-service: order.publish',
      spanCount: 7,
    },
  ])
  expect(listOtherHalves(payment, named(order, payment))).toMatchObject([
    { traceId: order.trace.traceId, side: 'before', parentTitle: 'order-service: order.publish' },
  ])
})

test('secrets are neither searched for nor shown', () => {
  const loaded = drawTrace('login  ====  @web session_token:abc123 user.email:a1@example.com order.id:ord-1')
  expect(listTellingValues(loaded)).toEqual([{ key: 'order.id', value: 'ord-1' }])
  const other = {
    ...loaded,
    trace: { ...loaded.trace, traceId: 'f'.repeat(32), epochUs: loaded.trace.epochUs + 5000n },
  }
  const text = JSON.stringify(listOtherHalves(loaded, named(other)))
  expect(text).toContain('ord-1')
  expect(text).not.toMatch(/abc123|a1@/)
})
