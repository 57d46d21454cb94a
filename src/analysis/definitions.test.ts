import { describe, expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { analyze } from './analyze.ts'
import { describeGaps, describeLedger } from './pictures.ts'

/** The pictures of the definitions, and those that decide what they leave to the reader. 1 character = 1 ms. */
function look(picture: string, clocks: 'raw' | 'corrected' = 'raw') {
  const { trace, gaps, ledgers, failures } = analyze(drawTrace(picture), { clocks, minGapUs: 1000 })
  expect(failures).toEqual([])
  return {
    gaps: describeGaps(trace, gaps),
    ledger: describeLedger(trace, ledgers[0]),
    others: ledgers
      .slice(1)
      .map((ledger) => ({ kind: ledger.kind, queueMs: ledger.queueUs / 1000, ledger: describeLedger(trace, ledger) })),
  }
}

describe('the ten pictures', () => {
  test('a lone span is a leaf', () => {
    const { gaps, ledger } = look(`
      root  ==========
    `)
    expect(gaps).toEqual([])
    expect(ledger).toEqual(['root work 0–10'])
  })

  test('between and tail', () => {
    const { gaps, ledger } = look(`
      root  ==========
        a   ===
        b   ......===.
    `)
    expect(gaps).toEqual(['between 3–6 root after a before b', 'tail 9–10 root after b'])
    expect(ledger).toEqual(['a work 0–3', 'root gap between 3–6', 'b work 6–9', 'root gap tail 9–10'])
  })

  test('overlapping siblings leave no gap', () => {
    const { gaps, ledger } = look(`
      root  ==========
        a   .=====
        b   ...=====
    `)
    expect(gaps).toEqual(['lead 0–1 root before a', 'tail 8–10 root after b'])
    expect(ledger).toEqual(['root gap lead 0–1', 'a work 1–3', 'b work 3–8', 'root gap tail 8–10'])
  })

  test('back to back', () => {
    const { gaps, ledger } = look(`
      root  ==========
        a   =====
        b   .....=====
    `)
    expect(gaps).toEqual([])
    expect(ledger).toEqual(['a work 0–5', 'b work 5–10'])
  })

  test('a child that outlives its parent is clipped', () => {
    const { gaps, ledger } = look(`
      root  ==========
        a   ..============
    `)
    expect(gaps).toEqual(['lead 0–2 root before a'])
    expect(ledger).toEqual(['root gap lead 0–2', 'a work 2–10'])
  })

  test('a zero-length child splits nothing', () => {
    const { gaps, ledger } = look(`
      root  ==========
        a   ..========
        z   .|
    `)
    expect(gaps).toEqual(['lead 0–2 root before a'])
    expect(ledger).toEqual(['root gap lead 0–2', 'a work 2–10'])
  })

  test('a child that starts before its parent is clipped', () => {
    const { gaps, ledger } = look(`
      root  ..==========
        a   ============
    `)
    expect(gaps).toEqual([])
    expect(ledger).toEqual(['a work 0–10'])
  })

  test('network around a remote server', () => {
    const { gaps, ledger } = look(`
      client    ==========  @web client
        server  ...=====    @api server
    `)
    expect(gaps).toEqual(['network-out 0–3 client before server', 'network-back 8–10 client after server'])
    expect(ledger).toEqual(['client network network-out 0–3', 'server work 3–8', 'client network network-back 8–10'])
  })

  test('a consumer has a ledger of its own, and waited', () => {
    const { gaps, ledger, others } = look(`
      producer    ==         @web producer
        consumer  .....===   @mail consumer
    `)
    expect(gaps).toEqual(['queue 2–5 consumer after producer before consumer'])
    expect(ledger).toEqual(['producer work 0–2'])
    expect(others).toEqual([{ kind: 'async', queueMs: 3, ledger: ['consumer work 5–8'] }])
  })

  test('of identical children the smaller id owns the time', () => {
    const picture = (a: string, b: string) => `
      root  ==========
        a   ==========  id:${a}
        b   ==========  id:${b}
    `
    expect(look(picture('00000000000000aa', '00000000000000bb')).ledger).toEqual(['a work 0–10'])
    expect(look(picture('00000000000000bb', '00000000000000aa')).ledger).toEqual(['b work 0–10'])
  })
})

describe('gap kinds', () => {
  test('backoff: the child before failed, the next has its operation', () => {
    const { gaps, ledger } = look(`
      root    ===========
        call  ==            error
        call  ....==        error
        pay   .......=
        call  .........==
    `)
    expect(gaps).toEqual([
      'backoff 2–4 root after call before call',
      'between 6–7 root after call before pay',
      'between 8–9 root after pay before call',
    ])
    expect(ledger[1]).toBe('root gap backoff 2–4')
  })

  test('network is any length; other gaps are notable from the threshold on', () => {
    const picture = `
      root      ==========     @web
        client  .=======       @web client
          srv   ..=====        @api server
    `
    const { trace, ledgers } = analyze(drawTrace(picture, { usPerChar: 100 }), { clocks: 'raw', minGapUs: null })
    expect(describeLedger(trace, ledgers[0])).toEqual([
      'root self 0–0.1',
      'client network network-out 0.1–0.2',
      'srv work 0.2–0.7',
      'client network network-back 0.7–0.8',
      'root self 0.8–1',
    ])
  })

  test('a child below that lies wholly behind the cut leaves its parent a leaf', () => {
    const { ledger } = look(`
      root     =======
        slow   ===
          x    ===
        late   ...========
          tiny .........==
    `)
    expect(ledger).toEqual(['x work 0–3', 'late work 3–7'])
  })

  test('notable by default: 1 % of the trace, at least 1 ms', () => {
    const minGapOf = (ms: number) =>
      analyze(drawTrace(`root ${'='.repeat(ms)}`), { clocks: 'raw', minGapUs: null }).minGapUs
    expect([minGapOf(3), minGapOf(100), minGapOf(250)]).toEqual([1000, 1000, 2500])
  })

  test('an internal child in the same place is no network', () => {
    const { gaps } = look(`
      client  ==========   @web client
        local ...=====     @web
    `)
    expect(gaps).toEqual(['lead 0–3 client before local', 'tail 8–10 client after local'])
  })

  test('missing: orphans run in it whose parent belongs there', () => {
    const { gaps } = look(`
      root     ==========   @web server
        call   .========.   @web client server.address:orders
          conn .=           @web
      stock    ....===      @stock server orphan:00000000000000aa
    `)
    expect(gaps).toContain('missing 2–9 call after conn')
    expect(gaps).toContain('lead 0–1 root before call')
  })
})

test('missing: without a known caller, an orphan wholly inside any gap makes it so', () => {
  const { gaps } = look(`
    root     ===================   @web server
      a      ==
      b      .........===
    stock    ...====               @stock server orphan:00000000000000aa
    late     ...........======     @stock server orphan:00000000000000bb
  `)
  expect(gaps).toEqual(['missing 2–9 root after a before b', 'tail 12–19 root after b'])
})

describe('asynchronous children', () => {
  test('one that starts just when its parent ends is blocking, and of no length to it', () => {
    const { ledger, others } = look(`
      root     =====        @web
        next   .....===
    `)
    expect(ledger).toEqual(['root work 0–5'])
    expect(others).toEqual([])
  })

  test('by reference, and by starting after the end on the same clock', () => {
    const { gaps, ledger, others } = look(`
      root     =====        @web
        work   .==
        task   ...=====     follows
        later  ........==
    `)
    expect(gaps).toEqual(['lead 0–1 root before work', 'tail 3–5 root after work'])
    expect(ledger).toEqual(['root gap lead 0–1', 'work work 1–3', 'root gap tail 3–5'])
    expect(others).toEqual([
      { kind: 'async', queueMs: 0, ledger: ['task work 3–8'] },
      { kind: 'async', queueMs: 3, ledger: ['later work 8–10'] },
    ])
  })

  test('a remote child that starts after its parent is blocking: the clock may lie', () => {
    const { ledger, others } = look(`
      root    =====        @web client
        srv   .......===   @api server
    `)
    expect(ledger).toEqual(['root work 0–5'])
    expect(others).toEqual([])
  })

  test('a batch consumer waited for each message it links to', () => {
    const { gaps, others } = look(`
      root      ========            @web
        send    .=                  @web producer
        send2   ...=                @web producer
      batch     ...........===      @mail consumer link:send link:send2
    `)
    expect(gaps.filter((gap) => gap.startsWith('queue'))).toEqual([
      'queue 2–11 batch after send before batch',
      'queue 4–11 batch after send2 before batch',
    ])
    expect(others).toEqual([{ kind: 'async', queueMs: 9, ledger: ['batch work 11–14'] }])
  })

  test('a consumer that overlaps its producer waited for nothing', () => {
    const { gaps, others } = look(`
      producer    =====      @web producer
        consumer  ..=====    @mail consumer
    `)
    expect(gaps).toEqual([])
    expect(others).toEqual([{ kind: 'async', queueMs: 0, ledger: ['consumer work 2–7'] }])
  })
})

describe('ledgers', () => {
  test('order: main root, other roots, async, orphans; each by start', () => {
    const { others } = look(`
      root      ========
        task    ......===    follows
        soon    .....===     follows
      lost      ...=         orphan:00000000000000aa
      second    .........=
      first     ..=
    `)
    expect(others.map(({ kind, ledger }) => `${kind} ${ledger[0]}`)).toEqual([
      'root first work 2–3',
      'root second work 9–10',
      'async soon work 5–8',
      'async task work 6–9',
      'orphan lost work 3–4',
    ])
  })

  test('a span without duration has no entries', () => {
    expect(look('root  |').ledger).toEqual([])
  })

  test('what a parent cuts off is cut off for all below it', () => {
    const { ledger } = look(`
      root    ======
        a     .========
          b   ..=======
            c .....=====
    `)
    expect(ledger).toEqual(['root gap lead 0–1', 'a gap lead 1–2', 'b gap lead 2–5', 'c work 5–6'])
  })

  test('two that outlive the parent: the later end goes first', () => {
    const { ledger } = look(`
      root  ======
        a   ==========
        b   ..==========
    `)
    expect(ledger).toEqual(['a work 0–2', 'b work 2–6'])
  })
})
