import { expect, test } from 'vitest'
import { recordedVariant } from '../formats/recordedTruth.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { createEvidenceCollector } from './serviceEvidence.ts'

function evidenceOf(picture: string) {
  const collector = createEvidenceCollector()
  collector.add(drawTrace(picture), [])
  return collector.finish()
}

test('a call across services: counted once, its network time is what the client waited longer', () => {
  const { edges } = evidenceOf(`
    root      ==========   @web server
      get     .========    @web client
        stock ...====      @stock server error
  `)
  expect(edges.map(({ from, to, calls, errors }) => [from, to, calls, errors])).toEqual([
    ['web', 'web', 1, 0],
    ['web', 'stock', 1, 1],
  ])
  expect(edges[1]).toMatchObject({ p50Us: 8000, networkUs: 4000, queueUs: null, clockOffsetUs: null, traces: 1 })
})

test('what sends no spans becomes a node of its own kind', () => {
  const { edges, kinds } = evidenceOf(`
    root      ==========   @web server
      select  .==          @web client db.system:postgresql db.name:shop
      pay     ....==       @web client server.address:api.bank.com
      ship    .......==    @web client server.address:shipping
  `)
  expect(Object.fromEntries(kinds)).toEqual({
    'postgresql shop': 'database',
    'api.bank.com': 'external',
    shipping: 'uninstrumented',
  })
  expect(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.to)).toEqual([
    'postgresql shop',
    'api.bank.com',
    'shipping',
  ])
})

test('a consumer waits for its producer: queue time, by child-of and by link', () => {
  const { edges } = evidenceOf(`
    send     ==              @web producer
      take   .....===        @mail consumer follows
    batch    ........===     @index consumer link:send
  `)
  expect(edges.map(({ from, to, calls, queueUs }) => [from, to, calls, queueUs])).toEqual([
    ['web', 'mail', 1, 3000],
    ['web', 'index', 1, 6000],
  ])
})

test('the same trace twice counts once', () => {
  const collector = createEvidenceCollector()
  const trace = drawTrace(`
    root     ===   @web
      child  ==    @db
  `)
  collector.add(trace, [])
  collector.add(trace, [])
  expect(collector.finish()).toMatchObject({ traceCount: 1, edges: [{ calls: 1 }] })
})

test('a trace crosses an edge exactly when its evidence has it, uninstrumented callees included', () => {
  const loaded = drawTrace(`
    root      ==========   @web server
      get     .========    @web client
        stock ...====      @stock server
      select  .==          @web client db.system:postgresql db.name:shop
  `)
  const names = ['web', 'stock', 'postgresql shop', 'nobody']
  const collector = createEvidenceCollector()
  collector.add(loaded, [])
  const crossed = names.flatMap((from) =>
    names.filter((to) => collector.crossing({ from, to }).has(loaded.trace.traceId)).map((to) => `${from} > ${to}`),
  )
  expect(crossed).toEqual(['web > web', 'web > stock', 'web > postgresql shop'])
})

test('a service is in its namespace, unless it tells two', () => {
  const collector = createEvidenceCollector()
  const add = (id: string, namespaces: Record<string, string>) => {
    const drawn = drawTrace(`
      root     ===   @web
        child  ==    @cart
    `)
    const processes = drawn.trace.processes.map((process) => ({
      ...process,
      attributes: [
        {
          key: 'service.namespace',
          type: 'string' as const,
          value: namespaces[drawn.trace.services[process.serviceId]],
        },
      ],
    }))
    collector.add({ ...drawn, trace: { ...drawn.trace, traceId: id, processes } }, [])
  }
  add('1', { web: 'shop', cart: 'shop' })
  add('2', { web: 'shop', cart: '' })
  expect([...collector.finish().namespaces]).toEqual([
    ['web', 'shop'],
    ['cart', 'shop'],
  ])
  add('3', { web: 'other', cart: 'shop' })
  expect([...collector.finish().namespaces]).toEqual([['cart', 'shop']])
})

test.each(['span-link', 'batch-links'])(
  '%s: a consumer in a trace of its own is joined to the producers it links to, whichever trace came first',
  (variant) => {
    const { truth, traces: files } = recordedVariant('kafka-async', variant)
    const asyncGaps = truth.asyncGaps ?? []
    const traces = files.map(({ loaded }) => loaded)
    for (const order of [traces, [...traces].reverse()]) {
      const collector = createEvidenceCollector()
      for (const loaded of order) collector.add(loaded, [])
      const edge = collector.finish().edges.find(({ from, to }) => from === 'order-service' && to === 'payment-service')
      expect(edge?.calls).toBe(asyncGaps.length)
      const gaps = asyncGaps.map(({ gapMs }) => gapMs * 1000).sort((a, b) => a - b)
      expect(edge?.queueUs).toBeCloseTo(gaps[Math.floor(gaps.length / 2)], -3)
      const crossing = collector.crossing({ from: 'order-service', to: 'payment-service' })
      expect([...crossing]).toEqual([...new Set(asyncGaps.map(({ consumer }) => consumer.traceID))])
      expect(collector.finish().edges).toContainEqual(edge)
    }
  },
)
