import { describe, expect, test } from 'vitest'
import { byName, drawTrace } from '../model/drawTrace.ts'
import { analyze } from './analyze.ts'
import { computeClocks } from './clocks.ts'

function clocksOf(picture: string) {
  const { trace } = drawTrace(picture)
  const clocks = computeClocks(trace)
  const domains = clocks.domains.map(({ domainId, verdict, offsetUs, lowUs, highUs }) => [
    trace.domains[domainId],
    [verdict, ...[offsetUs, lowUs, highUs].map((us) => (us === null ? '–' : us / 1000))].join(' '),
  ])
  return { clocks, domains: Object.fromEntries(domains) }
}

describe('one pair', () => {
  test('a server before its client has a clock that is behind', () => {
    const { domains, clocks } = clocksOf(`
      client    ..........==========  @web client
        server  ......======          @api server
    `)
    expect(domains).toEqual({ web: 'reference 0 0 0', api: 'skewed -6 -13 -4' })
    expect(clocks.correctable).toBe(true)
  })

  test('inside its client: trusted', () => {
    const { domains } = clocksOf(`
      client    ==========  @web client
        server  ..======    @api server
    `)
    expect(domains.api).toBe('trusted 0 -7 2')
  })

  test('an end just after the client, as servers have it, is no skew', () => {
    const { domains } = clocksOf(`
      client     ==========          @web client
        server   ..==========        @api server
    `)
    expect(domains.api).toBe('trusted 2 -3 2')
  })

  test('when the ends contradict the starts but for the 5 ms, the estimate is the middle of the soft bounds', () => {
    const { domains } = clocksOf(`
      root       ====================   @web
        call     ========               @web client
          one    =======                @api server
        call2    ..........=====        @web client
          two    .............====      @api server
    `)
    expect(domains.api).toBe('trusted -1.5 -3 0')
  })

  test('a child longer than its parent proves nothing about the end side', () => {
    const { domains } = clocksOf(`
      client    ..====           @web client
        server  ========         @api server
    `)
    expect(domains.api).toBe('skewed -2 – -2')
  })

  test('two instances of a service are two clocks', () => {
    const { domains } = clocksOf(`
      root       ====================   @web
        call     .=========             @web client
          one    ..======               @api#1 server
        call2    ...........========    @web client
          two    .====                  @api#2 server
    `)
    expect(domains['api#1']).toBe('trusted -0.5 -7 1')
    expect(domains['api#2']).toBe('skewed -12 -19 -10')
  })

  test('a consumer only says that it did not start before its producer', () => {
    const picture = (consumer: string) => `
      producer    .....==       @web producer
        consumer  ${consumer}  @mail consumer
    `
    expect(clocksOf(picture('.........===')).domains.mail).toBe('unknown – – 4')
    const { domains, clocks } = clocksOf(picture('===         '))
    expect(domains.mail).toBe('skewed -5 – -5')
    expect(clocks.correctable).toBe(false)
  })

  test('a link bounds like a producer does', () => {
    const { domains } = clocksOf(`
      root     .....========  @web
        send   ......=        @web
      handler  ...====        @mail consumer link:send
    `)
    expect(domains.mail).toBe('skewed -3 – -3')
  })
})

describe('many domains', () => {
  test('bounds add up along the way', () => {
    const { domains } = clocksOf(`
      a        ......................====================   @a client
        b      ==================                           @b server
          c    .============                                @b client
            d  ......................==========             @c server
    `)
    expect(domains.b).toBe('skewed -23 -29 -22')
    expect(domains.c).toBe('skewed -3 -15 -1')
  })

  test('drift: the domains that contradict each other are inconsistent, the others are still solved', () => {
    const { domains } = clocksOf(`
      root      ..........====================================   @web
        call    ..........=======                                @web client
          one   ...=====                                         @api server
        call2   ......................=======                    @web client
          two   .....................................=====       @api server
        call3   .....................................=======     @web client
          pay   ...........................=====                 @pay server
    `)
    expect(domains.api).toBe('inconsistent – – –')
    expect(domains.pay).toBe('skewed -11 -17 -10')
  })

  test('a domain that nothing joins to the root is unknown', () => {
    const { domains } = clocksOf(`
      root   ==========  @web
      lost   ..===       @api orphan:00000000000000aa
    `)
    expect(domains.api).toBe('unknown – – –')
  })
})

test('the corrected view lines them up and says where each was recorded', () => {
  const loaded = drawTrace(`
    root       ..........==========  @web
      client   ...........========   @web client
        server ....======            @api server
  `)
  const corrected = analyze(loaded, { clocks: 'auto', minGapUs: null })
  expect(corrected.clocksView).toBe('corrected')
  expect(byName(corrected.trace, corrected.trace.startUs)).toEqual({ root: 0, client: 1000, server: 2000 })
  expect(byName(corrected.trace, corrected.shiftUs ?? [])).toEqual({ root: 0, client: 0, server: -8000 })
  expect(analyze(loaded, { clocks: 'raw', minGapUs: null }).shiftUs).toBeNull()
})
