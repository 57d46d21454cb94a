import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { DEFAULT_CONFIGURATION } from './configuration.ts'
import { KEYS, readConfiguration } from './readConfiguration.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const problemsOf = (raw: unknown) => readConfiguration(raw).problems.map(({ message }) => message)

test('nothing is the defaults', () => {
  expect(readConfiguration({})).toEqual({ configuration: DEFAULT_CONFIGURATION, problems: [] })
})

test('what is right counts beside what is wrong, and each wrong thing is named with what would be right', () => {
  const { configuration, problems } = readConfiguration({
    search: { defaultLookback: '6h', maxLimit: 'many', maxlookback: '2d' },
    menu: [{ label: 'x', url: 'javascript:alert(1)' }],
    timezone: 'utc',
    timeZone: 'utc',
  })
  expect(configuration.search).toEqual({ ...DEFAULT_CONFIGURATION.search, defaultLookback: '6h' })
  expect(configuration.timeZone).toBe('utc')
  expect(configuration.menu).toEqual([])
  expect(problems.map(({ path }) => path)).toEqual(['search.maxLimit', 'search.maxlookback', 'menu', 'timezone'])
  expect(problems[0].message).toBe('“search.maxLimit” should be a whole number from 1 to 100000. It stays 100000.')
  expect(problems[1].message).toContain('did you mean “search.maxLookback”?')
  expect(problems[3].message).toContain('did you mean “timeZone”?')
})

test.each([[null], [[]], ['x'], [3]])('%j is no configuration, and says so', (raw) => {
  expect(readConfiguration(raw).configuration).toBe(DEFAULT_CONFIGURATION)
  expect(problemsOf(raw)).toHaveLength(1)
})

test('Jaeger UI’s example is read without complaint; what only Lacuna knows stands below “lacuna”', () => {
  const { configuration, problems } = readConfiguration({
    archiveEnabled: true,
    dependencies: { dagMaxNumServices: 200, menuEnabled: false },
    menu: [{ label: 'About', items: [{ label: 'Docs', url: 'https://docs.example' }, { label: 'v2.13' }] }],
    search: { maxLookback: { label: '7 Days', value: '7d' }, maxLimit: 1500 },
    tracking: { gaID: 'UA-000000-2', trackErrors: true },
    linkPatterns: [{ type: 'traces', url: 'https://x.example/#{traceID}', text: 'x' }],
    lacuna: { logs: { url: 'https://grafana.example', datasource: 'loki' } },
  })
  expect(problems).toEqual([])
  expect(configuration.dependencies.menuEnabled).toBe(false)
  expect(configuration.search.maxLookback).toBe('7d')
  expect(configuration.linkPatterns).toHaveLength(1)
  expect(configuration.menu[0]).toEqual({
    label: 'About',
    items: [
      { label: 'Docs', url: 'https://docs.example' },
      { label: 'v2.13', url: null },
    ],
  })
  expect(configuration.logs?.datasource).toBe('loki')
})

test('a default beyond its limit is the limit', () => {
  const { search } = readConfiguration({
    search: { defaultLookback: '2d', maxLookback: '6h', defaultLimit: 500, maxLimit: 100 },
  }).configuration
  expect([search.defaultLookback, search.defaultLimit]).toEqual(['6h', 100])
})

test('logs without an address give no links, and say so', () => {
  expect(readConfiguration({ logs: { datasource: 'x' } }).configuration.logs).toBe(null)
  expect(problemsOf({ logs: { datasource: 'x' } })[0]).toContain('logs.url')
})

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', 'ftp://x', ''])(
  'the address %j is none that is linked to',
  (url) => expect(problemsOf({ menu: [{ label: 'x', url }] })).toHaveLength(1),
)

test('nothing that JSON can hold makes it throw', () => {
  const keys = fc.constantFrom(...Object.keys(KEYS).flatMap((key) => key.split('.')), 'lacuna', '__proto__', 'x')
  fc.assert(
    fc.property(fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()))), (raw) => {
      expect(readConfiguration(raw).configuration.search.maxLimit).toBeGreaterThan(0)
    }),
  )
})

describe('every key is documented', () => {
  const keys = Object.keys(KEYS).sort()

  test('in the table', () => {
    const rows = [...read('docs/configuration.md').matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1])
    expect(rows.sort()).toEqual(keys)
  })

  test('in the schema, which takes the examples of the page', () => {
    const schema = JSON.parse(read('docs/config.schema.json'))
    const GROUPS = ['api', 'search', 'dependencies', 'logs']
    const named = Object.keys(schema.properties).flatMap((key) =>
      GROUPS.includes(key) ? Object.keys(schema.properties[key].properties).map((inner) => `${key}.${inner}`) : [key],
    )
    expect(named.filter((key) => key !== '$schema').sort()).toEqual(keys)
    const isValid = new Ajv({ strictTypes: false }).compile(schema)
    const examples = [...read('docs/configuration.md').matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1])
    expect(examples.length).toBeGreaterThan(1)
    for (const example of examples) {
      expect(isValid(JSON.parse(example)), JSON.stringify(isValid.errors)).toBe(true)
      expect(problemsOf(JSON.parse(example))).toEqual([])
    }
    expect(isValid({ timezone: 'utc' })).toBe(false)
  })
})
