import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatCompareAddress,
  isCompareId,
  linkToComparison,
  parseCompareAddress,
  parseComparisonText,
  swapSides,
} from './compareAddress.ts'
import { formatDependenciesAddress, parseDependenciesAddress } from './dependenciesAddress.ts'
import { NO_EMBED, type EmbedOptions } from './embed.ts'
import {
  asksForResults,
  formatSearchAddress,
  parseSearchAddress,
  resolveWindow,
  SEARCH_SORTS,
  type SearchAddress,
} from './searchAddress.ts'
import {
  emptyTraceAddress,
  formatTraceAddress,
  linkToTrace,
  ONLY,
  parseTraceAddress,
  parseUnixTime,
  TRACE_VIEWS,
  type TraceAddress,
} from './traceAddress.ts'

const T = '4bf92f3577b34da6a3ce929d0e0e4736'
const S = '00f067aa0ba902b7'

/** Splits an address as the router does. */
function open(address: string): { last: string; search: URLSearchParams } {
  const url = new URL(address, 'http://x')
  return { last: decodeURIComponent(url.pathname.split('/').at(-1) ?? ''), search: url.searchParams }
}
const openTrace = (address: string) => parseTraceAddress(open(address).last, open(address).search)
const openSearch = (address: string) => parseSearchAddress(open(address).search)
const openCompare = (address: string) => parseCompareAddress(open(address).last, open(address).search)

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((id) => /[1-9a-f]/.test(id))
const name = fc.string({ minLength: 1, unit: 'grapheme' })
const flag = fc.boolean()
const embed: fc.Arbitrary<EmbedOptions> = fc.oneof(
  fc.constant(NO_EMBED),
  fc.record({
    embedded: fc.constant(true),
    hideMinimap: flag,
    collapseTitle: flag,
    hideSummary: flag,
    hideGraph: flag,
    theme: fc.constantFrom('light', 'dark', null),
  }),
)
const window = fc
  .tuple(fc.integer({ min: 1e15, max: 2e15 }), fc.integer({ min: 0, max: 1e12 }))
  .map(([startUs, lengthUs]) => ({ startUs, endUs: startUs + lengthUs }))

describe('trace', () => {
  test('a traceparent selects its span', () => {
    expect(openTrace(`/trace/00-${T}-${S}-01`)).toMatchObject({ traceId: T, spanId: S })
    expect(openTrace(`/trace/00-${T}-${S}-01?span=${'ab'.repeat(8)}`)).toMatchObject({ spanId: 'ab'.repeat(8) })
  })

  test('everything in one address', () => {
    const address = openTrace(
      `/trace/${T.toUpperCase()}?uiFind=two%20words&range=-5..2000&inService=a&inService=b&only=errors&view=flame&clocks=raw&minGap=5ms&span=f067aa0ba902b7&gap=-40`,
    )
    expect(address).toEqual({
      traceId: T,
      given: T.toUpperCase(),
      spanId: S,
      gapAtUs: -40,
      range: { fromUs: -5, toUs: 2000 },
      find: 'two words',
      filters: { services: ['a', 'b'], only: ['errors'] },
      view: 'flame',
      clocks: 'raw',
      minGapUs: 5000,
      window: null,
      embed: NO_EMBED,
    })
  })

  test('bad parts drop', () => {
    const address = openTrace(
      `/trace/${T}?range=9..3&view=cube&clocks=wrong&minGap=5&gap=1.5&only=fun&start=x&end=9&span=&unknown=1`,
    )
    expect(address).toEqual(emptyTraceAddress(T))
  })

  test('a segment that names no trace keeps its text', () => {
    expect(openTrace('/trace/nonsense')).toMatchObject({ traceId: null, given: 'nonsense' })
  })

  test('Jaeger’s frame flags count only inside a frame', () => {
    const flags = 'uiTimelineHideMinimap=1&uiTimelineCollapseTitle=1&uiTimelineHideSummary=1&uiTheme=dark'
    expect(openTrace(`/trace/${T}?uiEmbed=v0&${flags}`).embed).toEqual({
      embedded: true,
      hideMinimap: true,
      collapseTitle: true,
      hideSummary: true,
      hideGraph: false,
      theme: 'dark',
    })
    expect(openTrace(`/trace/${T}?${flags}`).embed).toEqual({ ...NO_EMBED, theme: 'dark' })
  })

  test('links are short', () => {
    expect(linkToTrace('0000000000000000' + S)).toBe(`/trace/${S}`)
    expect(linkToTrace(T, S)).toBe(`/trace/${T}?span=${S}`)
  })

  test('what is written reads back', () => {
    const address: fc.Arbitrary<TraceAddress> = fc.record({
      traceId: hex(32),
      given: fc.constant(''),
      spanId: fc.option(hex(16)),
      gapAtUs: fc.option(fc.integer({ min: -1e12, max: 1e12 }).map((us) => us + 0)),
      range: fc.option(
        fc
          .tuple(fc.integer(), fc.integer({ min: 1, max: 1e9 }))
          .map(([fromUs, lengthUs]) => ({ fromUs: fromUs + 0, toUs: fromUs + lengthUs })),
      ),
      find: fc.string({ unit: 'grapheme' }),
      filters: fc.record({ services: fc.uniqueArray(name), only: fc.subarray([...ONLY]) }),
      view: fc.constantFrom(...TRACE_VIEWS),
      clocks: fc.constantFrom('raw', 'corrected', 'auto'),
      minGapUs: fc.option(fc.integer({ min: 0, max: 1e12 })),
      window: fc.option(window),
      embed,
    })
    fc.assert(
      fc.property(address, (written) => {
        const read = openTrace(formatTraceAddress(written))
        expect({ ...read, given: '' }).toEqual(written)
      }),
      { numRuns: 300 },
    )
  })
})

describe('search', () => {
  test('a bookmark of Jaeger UI', () => {
    const address = openSearch(
      '/search?limit=50&lookback=2d&maxDuration&minDuration=100ms&operation=all&service=frontend&start=1770000000000000&end=1770000003600000&tags=%7B%22error%22%3A%22true%22%7D&tag=http.method%3AGET',
    )
    expect(address).toMatchObject({
      services: ['frontend'],
      operation: null,
      lookback: '2d',
      limit: 50,
      minDuration: '100ms',
      maxDuration: '',
      tags: [
        { key: 'error', value: 'true' },
        { key: 'http.method', value: 'GET' },
      ],
    })
    expect(address.window).toEqual({ startUs: 1770000000000000, endUs: 1770000003600000 })
  })

  test('a service alone means the last hour', () => {
    const address = openSearch('/search?service=frontend')
    expect(asksForResults(address)).toBe(true)
    expect(resolveWindow(address, 10e9)).toEqual({ startUs: 10e9 - 3600e6, endUs: 10e9 })
  })

  test('several services, all of them, and what only the page can filter', () => {
    expect(openSearch('/search?service=a&service=b&service=a').services).toEqual(['a', 'b'])
    expect(openSearch('/search?service=a&service=*').services).toEqual(['*'])
    expect(openSearch('/search?service=a&where=x%3E%3D5').where).toBe('x>=5')
  })

  test('trace ids alone mean those', () => {
    const address = openSearch(`/search?traceID=${T}&traceID=${S}&traceID=nonsense`)
    expect(address.traceIds).toEqual([T, S.padStart(32, '0')])
    expect(asksForResults(address)).toBe(true)
    expect(openSearch(`/search?traceID=%5B%22${T}%22,%22${S}%22%5D`).traceIds).toHaveLength(2)
  })

  test('a fractional look-back', () => {
    expect(resolveWindow(openSearch('/search?service=x&lookback=0.25h'), 1e12)).toEqual({
      startUs: 1e12 - 900e6,
      endUs: 1e12,
    })
  })

  test('valueless limits are no limits', () => {
    expect(openSearch('/search?service=x&maxDuration&minDuration')).toMatchObject({ minDuration: '', maxDuration: '' })
  })

  test('Grafana’s milliseconds are read as such', () => {
    expect(openSearch('/search?service=x&start=1770000000000&end=1770000003600').window).toEqual({
      startUs: 1770000000000000,
      endUs: 1770000003600000,
    })
  })

  test('an empty address only opens the form', () => {
    expect(asksForResults(openSearch('/search'))).toBe(false)
    expect(formatSearchAddress(openSearch('/search'))).toBe('/search')
  })

  test('bad parts drop', () => {
    const address = openSearch('/search?limit=0&lookback=soon&tags=%7Bbroken&tag=nocolon&start=9&end=3&sort=cube')
    expect(address).toMatchObject({ limit: 20, lookback: '1h', tags: [], window: null, sort: 'recent' })
  })

  test('what is written reads back', () => {
    const tag = fc.record({
      key: name.filter((key) => !/^\d+$/.test(key) && !key.includes(':')),
      value: fc.constantFrom('', 'true', 'a:b', '"x" \\', 'é', '5'),
    })
    const address: fc.Arbitrary<SearchAddress> = fc.record({
      services: fc.oneof(fc.uniqueArray(name, { maxLength: 3 }), fc.constant(['*'])),
      where: fc.constantFrom('', 'a=1 OR b>2', 'NOT (x exists)'),
      operation: fc.option(name.filter((text) => text !== 'all')),
      tags: fc.uniqueArray(tag, { selector: ({ key, value }) => `${key} ${value}`, maxLength: 4 }),
      minDuration: fc.constantFrom('', '100ms', '1.5s'),
      maxDuration: fc.constantFrom('', '2s', 'nonsense'),
      lookback: fc.constantFrom('1h', '0.25h', '2d'),
      window: fc.option(window),
      limit: fc.integer({ min: 1, max: 1500 }),
      traceIds: fc.uniqueArray(hex(32), { maxLength: 3 }),
      sort: fc.constantFrom(...SEARCH_SORTS),
      embed,
    })
    fc.assert(
      fc.property(address, (written) => {
        const read = openSearch(formatSearchAddress(written))
        const byText = (tags: SearchAddress['tags']) => tags.map(({ key, value }) => `${key}=${value}`).toSorted()
        expect({ ...read, tags: byText(read.tags) }).toEqual({ ...written, tags: byText(written.tags) })
      }),
      { numRuns: 300 },
    )
  })
})

describe('compare', () => {
  test.each([
    [`${T}...${S}`, T, S.padStart(32, '0')],
    [`${T}...`, T, null],
    [`...${T}`, null, T],
    ['...', null, null],
    [`00-${T}-${S}-01...4BF92F35-77B3-4DA6-A3CE-929D0E0E4736`, T, T],
  ])('%s', (id, a, b) => {
    expect(isCompareId(id)).toBe(true)
    expect(parseCompareAddress(id, new URLSearchParams())).toMatchObject({ a, b })
  })

  test.each([
    [`${T}...${S}`],
    [`https://traces.example/ui/trace/${T}...${S}`],
    [`see http://localhost:5600/trace/${T}...${S}?view=side#x please`],
    [`"${T}...${S}"`],
  ])('pasted, %s is both', (text) => expect(parseComparisonText(text)).toMatchObject({ a: T, b: S.padStart(32, '0') }))

  test.each([T, `${T}...`, 'loading...done', `trace_id=${T} and so on...`])('pasted, %s is not two', (text) =>
    expect(parseComparisonText(text)).toBeNull(),
  )

  test('pasted, an address keeps what it says besides', () =>
    expect(parseComparisonText(`/trace/${T}...${S}?view=side&filter=slower`)).toMatchObject({
      view: 'side',
      filter: 'slower',
    }))

  test('a plain id is no comparison', () => expect(isCompareId(T)).toBe(false))

  test('what is written reads back', () => {
    fc.assert(
      fc.property(fc.option(hex(32)), fc.option(hex(32)), fc.uniqueArray(hex(32)), (a, b, cohort) => {
        const seen = {
          typical: true,
          clocks: 'raw',
          view: 'side',
          filter: 'slower',
          find: 'a&b',
          selected: { side: 'b', spanId: S },
          picked: { status: 'added', category: 'gap', kind: 'between', service: 'a*b%2A', operation: 'GET /x?*' },
          folds: {
            atFirst: 3,
            turned: [
              { side: 'a', spanId: S },
              { side: 'b', spanId: 'odd+/id' },
            ],
          },
          range: { fromUs: -5, toUs: 1000 },
        } as const
        const written = formatCompareAddress({ ...seen, a, b, givenA: '', givenB: '', cohort, embed: NO_EMBED })
        expect(openCompare(written)).toMatchObject({ ...seen, a, b, cohort })
      }),
    )
    expect(openCompare(linkToComparison(T, T))).toMatchObject({ a: T, b: T })
  })

  test('what names no cost, no row and no time is dropped', () => {
    const { picked, folds, range } = openCompare('/trace/...?cost=odd*work*x&turned=c1.b.x&folds=0&range=9..3')
    expect({ picked, folds, range }).toEqual({ picked: null, folds: { atFirst: 'same', turned: [] }, range: null })
  })

  test('from the other side A is B, slower is faster, added is removed; twice is none', () => {
    const seen = openCompare(`/trace/${T}...${S}?filter=slower&a=1&cost=added*work***x&turned=a1.b2`)
    const swapped = swapSides(seen)
    expect(swapped).toMatchObject({ b: T, filter: 'faster', selected: { side: 'b' }, picked: { status: 'removed' } })
    expect(swapped.folds.turned.map(({ side }) => side)).toEqual(['b', 'a'])
    expect(swapSides(swapped)).toEqual(seen)
  })
})

describe('dependencies', () => {
  const openDependencies = (address: string) => parseDependenciesAddress(open(address).search)

  test('a look-back in ms or as a duration', () => {
    expect(openDependencies('/dependencies?lookback=3600000').lookbackMs).toBe(3600e3)
    expect(openDependencies('/dependencies?lookback=2d').lookbackMs).toBe(172_800e3)
    expect(openDependencies('/dependencies?lookback=no&endTs=-1')).toEqual(openDependencies('/dependencies'))
  })

  test('what is written reads back', () => {
    const address = {
      lookbackMs: 5e6,
      endMs: 1.77e12,
      service: 'a b',
      up: 0,
      down: 3,
      minCalls: 12,
      folded: ['shop', 'web'],
      selected: ['a b', 'c&d'] as const,
      source: 'both' as const,
      embed: NO_EMBED,
    }
    expect(openDependencies(formatDependenciesAddress(address))).toEqual(address)
    const one = { ...address, selected: ['a=b'] as const, up: null, source: 'traces' as const }
    expect(openDependencies(formatDependenciesAddress(one))).toEqual(one)
    expect(formatDependenciesAddress(openDependencies('/dependencies'))).toBe('/dependencies')
  })
})

test('times of every size', () => {
  expect(parseUnixTime('1770000000')).toBe(1.77e15)
  expect(parseUnixTime('1770000000000')).toBe(1.77e15)
  expect(parseUnixTime('1770000000000000')).toBe(1.77e15)
  expect(parseUnixTime('1770000000000000000')).toBe(1.77e15)
  expect(parseUnixTime('2026-02-02T02:40:00Z')).toBe(1.77e15)
  expect(parseUnixTime('soon')).toBeNull()
})

test('no address throws', () => {
  const part = fc.constantFrom(
    'uiFind',
    'range',
    'span',
    'start',
    'end',
    'tags',
    'tag',
    'traceID',
    'lookback',
    'limit',
    'minGap',
    'cohort',
    'uiEmbed',
  )
  const search = fc.array(fc.tuple(part, fc.string({ unit: 'binary' }))).map((entries) => new URLSearchParams(entries))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), search, (id, query) => {
      parseTraceAddress(id, query)
      parseCompareAddress(id, query)
      parseSearchAddress(query)
      parseDependenciesAddress(query)
    }),
  )
})
