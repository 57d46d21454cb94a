import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findLinks, parseLinkPatterns, type LinkType, type LinkValue } from './linkPatterns.ts'

const BASE = 'https://lacuna.example/ui/'

function link(url: string, values: Record<string, LinkValue> = {}, text = 'go'): string | null {
  const { patterns, problems } = parseLinkPatterns([{ type: 'traces', url, text }])
  expect(problems).toEqual([])
  const lookUp = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined)
  return findLinks(patterns, 'traces', null, lookUp, BASE)[0]?.href ?? null
}

describe('the examples of Jaeger UI’s documentation', () => {
  const { patterns, problems } = parseLinkPatterns([
    {
      type: 'process',
      key: 'jaeger.version',
      url: 'https://github.com/jaegertracing/jaeger-client-java/releases/tag/#{jaeger.version}',
      text: 'Information about Jaeger release #{jaeger.version}',
    },
    {
      type: 'tags',
      key: 'uniqueId',
      url: 'https://mykibana.com/uniqueId=#{uniqueId}&traceId=#{trace.traceID}',
      text: 'Redirect to kibana to view log',
    },
    {
      type: 'traces',
      url: 'https://my-logs.server?from=#{startTime | add -60000000 | epoch_micros_to_date_iso}&to=#{endTime | add 60000000 | epoch_micros_to_date_iso}',
      text: 'Logs of #{traceName}',
    },
    { type: 'traces', url: 'https://x/#{traceID | pad_start 32 0}', text: 'padded' },
  ])
  const values: Record<string, LinkValue> = {
    'jaeger.version': 'v1 & 2',
    uniqueId: 42,
    'trace.traceID': 'abc',
    startTime: 1_577_836_860_000_000,
    endTime: 1_577_836_860_000_000,
    traceName: 'web: GET /',
    traceID: 'abc',
  }
  const find = (type: LinkType, key: string | null) =>
    findLinks(patterns, type, key === null ? null : { key, value: values[key] }, (name) => values[name], BASE)

  test('all are understood', () => {
    expect(problems).toEqual([])
    expect(find('process', 'jaeger.version')).toEqual([
      {
        href: 'https://github.com/jaegertracing/jaeger-client-java/releases/tag/v1%20%26%202',
        text: 'Information about Jaeger release v1 & 2',
      },
    ])
    expect(find('tags', 'uniqueId')[0].href).toBe('https://mykibana.com/uniqueId=42&traceId=abc')
    expect(find('traces', null)).toEqual([
      {
        href: 'https://my-logs.server/?from=2020-01-01T00%3A00%3A00.000Z&to=2020-01-01T00%3A02%3A00.000Z',
        text: 'Logs of web: GET /',
      },
      { href: `https://x/${'abc'.padStart(32, '0')}`, text: 'padded' },
    ])
  })

  test('each only where it belongs', () => {
    expect(find('tags', 'jaeger.version')).toEqual([])
    expect(find('process', 'uniqueId')).toEqual([])
    expect(find('gaps', null)).toEqual([])
  })
})

test('several keys, values, and any type', () => {
  const { patterns } = parseLinkPatterns([
    { key: ['a', 'b'], value: '1', url: 'https://x/#{a}', text: '' },
    { type: ['tags', 'logs'], url: 'https://y/' },
  ])
  const at = (type: LinkType, key: string, value: LinkValue) =>
    findLinks(patterns, type, { key, value }, () => 'v', BASE).map(({ href }) => href)
  expect(at('process', 'a', 1)).toEqual(['https://x/v'])
  expect(at('tags', 'b', '1')).toEqual(['https://x/v', 'https://y/'])
  expect(at('logs', 'b', 2)).toEqual(['https://y/'])
  expect(findLinks(patterns, 'traces', null, () => 'v', BASE)).toEqual([])
})

test('what is missing, or not what a formatter works on, makes no link', () => {
  expect(link('https://x/#{gone}')).toBeNull()
  expect(link('https://x/#{t | epoch_micros_to_date_iso}', { t: 'soon' })).toBeNull()
  expect(link('https://x/#{t | epoch_micros_to_date_iso}', { t: 9e18 })).toBeNull()
  expect(link('https://x/#{t | add 1}', { t: true })).toBeNull()
  expect(link('https://x/#{t | add 1}', { t: '41' })).toBe('https://x/42')
  expect(link('https://x/#{__proto__}')).toBeNull()
})

test('relative addresses are of this page', () => {
  expect(link('/search?service=#{s}', { s: 'a b' })).toBe('https://lacuna.example/search?service=a%20b')
  expect(link('trace/#{id}', { id: 'abc' })).toBe('https://lacuna.example/ui/trace/abc')
  expect(link('./trace/#{id}', { id: 'abc' })).toBe('https://lacuna.example/ui/trace/abc')
})

describe('hostile values', () => {
  const NASTY = [
    'javascript:alert(1)',
    '//evil.example',
    'evil.example/',
    '.evil.example',
    '@evil.example',
    ':80@evil.example',
    '..',
    '../../x',
    '\u0000',
    '\ud800',
    '"><script>',
    '\r\nSet-Cookie: a',
    '#',
    '?x=',
  ]
  for (const value of NASTY) {
    test(JSON.stringify(value), () => {
      for (const url of [
        'https://logs.example#{v}',
        'https://#{v}.example/',
        '#{v}',
        '#{v}://x',
        'https:#{v}',
        'https://u#{v}@x/',
      ])
        expect(link(url, { v: value }), url).toBeNull()
      const inPath = link('https://logs.example/a/#{v}/b?q=#{v}#f=#{v}', { v: value })
      if (inPath === null) return
      const { origin, pathname, search } = new URL(inPath)
      expect([origin, pathname.split('/').length]).toEqual(['https://logs.example', 4])
      expect(new URLSearchParams(search).get('q')).toBe(value)
    })
  }

  test('no value of any kind changes where a link leads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const href = link('https://logs.example/q?v=#{v}&w=1', { v: value })
        if (href === null) return
        const url = new URL(href)
        expect([url.origin, url.pathname, url.searchParams.get('v'), url.searchParams.get('w')]).toEqual([
          'https://logs.example',
          '/q',
          value,
          '1',
        ])
      }),
    )
  })

  test('other protocols are no links', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://x/', 'https://a:b@x/'])
      expect(link(url)).toBeNull()
  })

  test('one label of a host is a value’s to choose', () => {
    expect(link('https://#{env}.logs.example/', { env: 'eu-1' })).toBe('https://eu-1.logs.example/')
    expect(link('https://#{env}.logs.example/', { env: 'evil.example' })).toBeNull()
  })
})

test('patterns that cannot be used are named', () => {
  const { patterns, problems } = parseLinkPatterns([
    null,
    { type: 'tags' },
    { type: 'spans', url: 'https://x/' },
    { type: 'tags', key: 7, url: 'https://x/' },
    { type: 'tags', url: 'https://x/#{a | shout}' },
    { type: 'tags', url: 'https://x/#{a | pad_start 1e9 0}' },
    { type: 'tags', url: 'https://x/#{}' },
    { type: 'tags', url: 'https://x/', text: 1 },
  ])
  expect(patterns).toEqual([])
  expect(problems).toEqual([
    'linkPatterns[0]: it is no object.',
    'linkPatterns[1]: it has no “url”.',
    'linkPatterns[2]: “spans” is none of the types tags, process, logs, traces, gaps.',
    'linkPatterns[3]: “key” is neither a text nor a list of texts.',
    'linkPatterns[4]: “shout” is no formatter that can be used.',
    'linkPatterns[5]: “pad_start 1e9 0” is no formatter that can be used.',
    'linkPatterns[6]: “#{}” names nothing.',
    'linkPatterns[7]: “text” is no text.',
  ])
})
