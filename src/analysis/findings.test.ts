import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { FLAG, NONE } from '../model/trace.ts'
import type { LoadedTrace, SpanStore } from '../model/trace.ts'
import { analyze } from './analyze.ts'
import { computeCallFindings, computeFindings } from './computeFindings.ts'
import type { Findings } from './findings.ts'
import { isInside } from './peers.ts'
import { anyPlan, buildPlan } from './randomTrace.ts'
import { normalizeStatement } from './statements.ts'

const analysisOf = (loaded: LoadedTrace) => analyze(loaded, { clocks: 'raw', minGapUs: null })
const find = (loaded: LoadedTrace, knownServices: readonly string[] = []) => {
  const all = computeFindings(analysisOf(loaded), loaded.store, knownServices)
  // The services may become known after the rest: it must not matter.
  expect(all).toMatchObject(computeCallFindings(loaded, knownServices))
  return all
}
const draw = (picture: string, knownServices: readonly string[] = []) => {
  const loaded = drawTrace(picture)
  const findings = find(loaded, knownServices)
  return {
    ...findings,
    nameOf: (span: number) => (span === NONE ? null : loaded.trace.names[loaded.trace.nameId[span]]),
  }
}

describe('lost context', () => {
  const lost = (picture: string, known: readonly string[] = []) => {
    const { lostContext, nameOf } = draw(picture, known)
    return lostContext.map(({ span, peer }) => `${nameOf(span)} → ${peer}`)
  }

  test('calls into a service of ours without a span of it, by time', () => {
    expect(
      lost(`
        order      ==============  @order server
          answered  ===            client server.address:stock
            stock    =             @stock server
          late          ===        client server.address:mail
          early      =             client url.full:http://ship:8080/x
      `),
    ).toEqual(['early → ship', 'late → mail'])
  })

  test.each([
    ['a public host', 'server.address:api.bank.com', []],
    [
      'a public host whose first label is a service of the backend',
      'server.address:bank.example.com',
      ['call → bank'],
      ['bank'],
    ],
    ['a cluster name', 'server.address:bank.shop.svc.cluster.local', ['call → bank']],
    ['a private address', 'server.address:10.1.2.3', ['call → 10.1.2.3']],
    ['a name that no one knows', 'peer.service:bank', []],
    ['a name that the backend knows', 'peer.service:bank', ['call → bank'], ['bank']],
    ['a database', 'server.address:bank db.system:redis', []],
    ['a broker', 'server.address:bank messaging.system:kafka', []],
    ['its own service', 'peer.service:web', []],
    ['no peer', 'http.method:GET', []],
    ['a failed connection', 'server.address:bank error exception.type:ConnectError', []],
    ['an answer of failure', 'server.address:bank error http.status_code:500', ['call → bank']],
  ] as [string, string, string[], string[]?][])('%s', (_, attributes, expected, known) => {
    expect(
      lost(
        `
      web     =====  @web server
        call   ===   client ${attributes}
    `,
        known,
      ),
    ).toEqual(expected)
  })

  test('of nested clients the inner one is lost; a callee of any kind is an answer', () => {
    expect(
      lost(`
      web       ==========  @web
        outer    ====       client server.address:bank
          inner   ==        client server.address:bank
        call          ===   client server.address:mail
          send         =    @mail
    `),
    ).toEqual(['inner → bank'])
  })

  test('the caller of a missing parent is not lost as well; a service with holes is named', () => {
    const { lostContext, missingParents, sampledAway, nameOf } = draw(`
      web       ==============  @web
        a        ==             client server.address:stock
          s1     ==             @stock server
        b            ====       client server.address:stock
        c                 ==    client server.address:stock
      lost           ==         @stock orphan:00000000000000aa
    `)
    expect(missingParents.map(({ caller }) => nameOf(caller))).toEqual(['b'])
    expect(lostContext.map(({ span }) => nameOf(span))).toEqual(['c'])
    expect(sampledAway.map(({ service, answered, unanswered }) => [service, answered, unanswered.map(nameOf)])).toEqual(
      [['stock', 1, ['b', 'c']]],
    )
  })
})

test.each([
  ['stock', true],
  ['stock.local', true],
  ['a.b.svc', true],
  ['a.svc.cluster.local', true],
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['fd12::1', true],
  ['8.8.8.8', false],
  ['169.254.169.254', false],
  ['2001:db8::1', false],
  ['api.stripe.com', false],
  ['metadata.google.internal', false],
])('%s is inside: %s', (host, inside) => expect(isInside(host)).toBe(inside))

describe('repeats', () => {
  const repeated = (count: number, span: (i: number) => string) => `
      list ${'='.repeat(60)} @web
${Array.from({ length: count }, (_, i) => `        ${span(i)}`).join('\n')}
  `
  const bar = (at: number, length = 1) => `${'.'.repeat(at + 1)}${'='.repeat(length)}`

  test('ten equal children are one, nine are not', () => {
    expect(draw(repeated(9, (i) => `q ${bar(2 * i)}`)).repeats).toEqual([])
    const { repeats, nameOf } = draw(repeated(10, (i) => `q ${bar(2 * i)}`))
    expect(
      repeats.map(({ parent, spans, totalUs, wallUs, sequential }) => [
        nameOf(parent),
        spans.length,
        totalUs,
        wallUs,
        sequential,
      ]),
    ).toEqual([['list', 10, 10_000, 19_000, true]])
  })

  test('literals and lists do not tell statements apart, tables do', () => {
    const sql = (i: number, table: string) =>
      `q ${bar(2 * i)} db.statement:SELECT_*_FROM_${table}_WHERE_id_IN_(${i},__${i + 1})`
    expect(
      draw(repeated(12, (i) => sql(i, 'items'))).repeats.map(({ spans, statement }) => [spans.length, statement]),
    ).toEqual([[12, 'select * from items where id in(?)']])
    expect(draw(repeated(12, (i) => sql(i, `t${'abcdefghijkl'[i]}`))).repeats).toEqual([])
  })

  test('one overlap makes it parallel', () => {
    expect(draw(repeated(10, (i) => `q ${bar(3 * i, i === 4 ? 4 : 3)}`)).repeats[0].sequential).toBe(false)
    expect(draw(repeated(10, (i) => `q ${bar(3 * i, 3)}`)).repeats[0].sequential).toBe(true)
  })
})

test.each([
  ['SELECT *  FROM items\n WHERE id = 42', 'select * from items where id=?'],
  ["select a from t where b = 'it''s' and c = $1 and d = :name", 'select a from t where b=? and c=? and d=?'],
  ["insert into t (a, b) values (1, 'x'), (2, 'y')", 'insert into t(a,b)values(?)'],
  ['select 1 /* trace=ab */ from t1 -- x\nwhere x in (1,2 , 3)', 'select ? from t1 where x in(?)'],
  ['select "userId" from "T" where x = -1.5e3', 'select "userid" from "t" where x=?'],
  ['GET user:42:name', 'get user:?:name'],
])('statement %s', (text, normal) => {
  expect(normalizeStatement(text)).toBe(normal)
  expect(normalizeStatement(normal)).toBe(normal)
})

test('normalising twice changes nothing', () => {
  const word = fc.constantFrom(
    'select',
    'T',
    '"c"',
    "'x'",
    '42',
    '(',
    ')',
    ',',
    ' ',
    '\n',
    '=',
    'in',
    '$1',
    ':p',
    '/*',
    '*/',
    '--',
    '0x1f',
    '-1',
    'null',
  )
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
      (text) => {
        const once = normalizeStatement(text)
        expect(normalizeStatement(normalizeStatement(once))).toBe(normalizeStatement(once))
        expect(normalizeStatement(text.replaceAll(' ', '  '))).toBe(once)
      },
    ),
  )
})

describe('errors', () => {
  test('the deepest is the root cause; what passes it on is its path; asynchronous work is a chain of its own', () => {
    const { errors, nameOf } = draw(`
      web       ==========        @web error
        block    ========
          call    ======          client error
            bank   ====           @bank server error
            fine   ==             ok
        mail        ===           follows error
    `)
    expect(errors.map(({ span, rootCause, path }) => [nameOf(span), rootCause, path.map(nameOf)])).toEqual([
      ['web', false, []],
      ['call', false, []],
      ['bank', true, ['call', 'web']],
      ['mail', true, []],
    ])
  })

  test('of several failing leaves each is a root cause', () => {
    const { errors, nameOf } = draw(`
      web   ==========  error
        a    ==         error
        b      ==       error
    `)
    expect(
      errors.filter(({ rootCause }) => rootCause).map(({ span, path }) => [nameOf(span), path.map(nameOf)]),
    ).toEqual([
      ['a', ['web']],
      ['b', ['web']],
    ])
  })

  test('what it says', () => {
    const { errors } = draw(`
      web   ==========  error otel.status_description:it_broke
        a    ==         error http.status_code:503
        b      ==       error exception.type:Boom exception.message:no_luck otel.status_description:Boom
    `)
    expect(errors.map(({ type, message }) => [type, message])).toEqual([
      [null, 'it broke'],
      [null, 'HTTP 503'],
      ['Boom', 'no luck'],
    ])
  })
})

describe('retries', () => {
  test('the same call again after it failed', () => {
    const { retries, nameOf } = draw(`
      pay        ====================  @web
        POST      ==                   client error url.full:http://bank/pay
        POST           ==              client error url.full:http://bank/pay
        POST                 ====      client url.full:http://bank/pay
    `)
    expect(
      retries.map(({ parent, attempts, backoffUs, succeeded }) => [
        nameOf(parent),
        attempts.length,
        backoffUs,
        succeeded,
      ]),
    ).toEqual([['pay', 3, 7000, true]])
  })

  test('another target, another operation, or at the same time is no retry', () => {
    expect(
      draw(`
      pay        ====================
        POST      ==                   error url.full:http://bank/1
        POST           ==              url.full:http://bank/2
        GET               ==           error
        PUT                  ==
        SEND        ====               error
        SEND          ====             error
    `).retries,
    ).toEqual([])
  })
})

describe('anomalies', () => {
  const told = (picture: string, store?: Partial<SpanStore>, flags?: number) => {
    const loaded = drawTrace(picture)
    if (flags !== undefined) loaded.trace.flags.fill(flags)
    const { anomalies } = find({ trace: loaded.trace, store: { ...loaded.store, ...store } })
    return anomalies.map(
      ({ type, span }) => `${type} ${span === NONE ? '' : loaded.trace.names[loaded.trace.nameId[span]]}`,
    )
  }

  test('children out of their parents, by more than noise', () => {
    expect(
      told(`
      root      ==========
        early .===
        late             ====
        remote           ====    @other
        far              =======  @other
        point      |
    `),
    ).toEqual(['starts-before-parent early', 'zero-length point', 'outlives-parent far', 'outlives-parent late'])
  })

  test('what is wrong with ids', () => {
    expect(
      told(`
      root  ==========  id:00000000000000aa
        a    ==         id:00000000000000bb
        b      ==       id:00000000000000bb
    `),
    ).toEqual(['duplicate-id a', 'duplicate-id b'])
  })

  test.each([
    ["This span's timestamps were adjusted by 350.1ms", ['clock-adjusted root']],
    ['clock skew adjustment disabled; not applying calculated delta of 2ms', []],
    ['max clock skew adjustment delta of 1s exceeded; not applying calculated delta of 2s', []],
    ['duplicate span IDs; skipping clock skew adjustment', []],
    ['parent span ID=ab is not in the trace; skipping clock skew adjustment', []],
    ['invalid parent span IDs=ab; skipping clock skew adjustment', []],
    [
      'Negative duration detected, sanitizing end timestamp. Original end timestamp: 2023-11-14 22:13:19.5 +0000 UTC, adjusted to: x',
      ['end-before-start root'],
    ],
    ['trace has more than 5 spans, showing first 5 spans only', ['truncated root']],
    ['something new', ['backend-warning root']],
  ])('warning: %s', (warning, expected) =>
    expect(told('root ==========', { warnings: () => [warning, warning] }, FLAG.hasWarnings)).toEqual(expected),
  )
})

test('an analysis that throws is a finding, and the others stand', () => {
  const { trace, store } = drawTrace(`
    web   ==========  @web error
      a    ==         client server.address:bank
  `)
  let calls = 0
  const broken = {
    ...store,
    attributes: (record: number) => (record === 0 && ++calls > 0 ? fail() : store.attributes(record)),
  }
  const fail = (): never => {
    throw new Error('disk on fire')
  }
  const { errors, lostContext, anomalies } = find({ trace, store: broken })
  expect(errors).toEqual([])
  expect(lostContext).toHaveLength(1)
  expect(anomalies.filter(({ type }) => type === 'analysis-failed').map(({ message }) => message)).toContain(
    'errors: disk on fire',
  )
})

describe('any trace', () => {
  const findings = anyPlan.map((plan) => {
    const loaded = buildPlan(plan)
    return { loaded, found: find(loaded) }
  })

  test('findings name spans of the trace, once each', () => {
    fc.assert(
      fc.property(findings, ({ loaded: { trace }, found }) => {
        const isSpan = (span: number) => span >= 0 && span < trace.length
        const once = (spans: readonly number[]) => expect(new Set(spans).size).toBe(spans.length)
        once(found.lostContext.map(({ span }) => span))
        once(found.errors.map(({ span }) => span))
        for (const { parent, spans } of found.repeats) {
          expect(spans.length).toBeGreaterThanOrEqual(10)
          expect([...spans].every((span) => trace.parent[span] === parent)).toBe(true)
        }
        for (const { attempts, parent } of found.retries) {
          once(attempts)
          expect(attempts.every((span) => trace.parent[span] === parent)).toBe(true)
        }
        for (const { span } of found.anomalies) expect(span === NONE || isSpan(span)).toBe(true)
        expect(found.anomalies.filter(({ type }) => type === 'analysis-failed')).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('every failing span has a root cause at or below it, or below what it did not wait for', () => {
    fc.assert(
      fc.property(findings, ({ loaded: { trace }, found }: { loaded: LoadedTrace; found: Findings }) => {
        const causes = found.errors.filter(({ rootCause }) => rootCause).map(({ span }) => span)
        for (const { span } of found.errors)
          expect(causes.some((cause) => cause >= span && cause < trace.subtreeEnd[span])).toBe(true)
        for (const { path, span } of found.errors)
          for (const above of path) expect(above < span && trace.subtreeEnd[above] > span).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
