import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DEFAULT_CONFIGURATION } from '../configuration/configuration.ts'
import type { PageConfiguration } from './configuration.ts'

const NOTHING: PageConfiguration = { apiUrl: '', api: '', inline: '', jaegerUi: '' }
const LINES = (config: string) =>
  `// JAEGER_CONFIG_JS\n\n  JAEGER_CONFIG = ${config};\n  JAEGER_VERSION = {"gitVersion":"v2.13.0"};\n`
const fetched = vi.fn<typeof fetch>()
const run = vi.fn<(lines: string) => Promise<unknown>>()

/** A page that begins anew. */
async function open(page: Partial<PageConfiguration>) {
  vi.resetModules()
  const configuration = await import('./configuration.ts')
  const arrived = new Promise<void>((resolve) => configuration.subscribeConfiguration(resolve))
  configuration.startConfiguration({ ...NOTHING, ...page })
  configuration.finishConfiguration(run)
  return { ...configuration, arrived }
}

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://page/ui/' })
  vi.stubGlobal('fetch', fetched)
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  fetched.mockReset()
  run.mockReset()
})
afterEach(() => vi.unstubAllGlobals())

describe('where the API is, before anything was asked for', () => {
  test.each<[string, Partial<PageConfiguration>, string, string | null]>([
    ['the page’s own place', { inline: '{}' }, 'http://page/ui/', null],
    ['a path of the server', { apiUrl: '/jaeger', api: 'tempo', inline: '{}' }, 'http://page/jaeger/', 'tempo'],
    [
      'in the page’s configuration',
      { inline: '{"api":{"url":"https://j.example/b","kind":"otlp"}}' },
      'https://j.example/b/',
      'otlp',
    ],
    ['the meta element goes before', { apiUrl: '/a/', inline: '{"api":{"url":"/b"}}' }, 'http://page/a/', null],
    ['nonsense', { inline: '{"api":{"url":3,"kind":"x"}}' }, 'http://page/ui/', null],
    ['no JSON', { inline: '{"api' }, 'http://page/ui/', null],
  ])('%s', async (_, page, base, kind) => {
    const { apiBase, configuredApi } = await open(page)
    expect([apiBase(), configuredApi()]).toEqual([base, kind])
  })
})

test('a server that wrote an empty configuration is asked for none', async () => {
  await open({ inline: '{}' })
  expect(fetched).not.toHaveBeenCalled()
})

test('static files: config.json below the page’s base, its problems told', async () => {
  fetched.mockResolvedValue(new Response('{"timeZone": "utc", "x": 1}'))
  const { arrived, configurationState } = await open({})
  await arrived
  expect(fetched.mock.calls[0][0]).toBe('http://page/ui/config.json')
  const { configuration, problems, jaegerVersion } = configurationState()
  expect([configuration.timeZone, problems.length, jaegerVersion]).toEqual(['utc', 1, null])
})

test.each([
  ['none', () => Promise.resolve(new Response('not found', { status: 404 })), 0],
  ['an empty one', () => Promise.resolve(new Response(null, { status: 204 })), 0],
  ['the page itself', () => Promise.resolve(new Response('<!doctype html><title>x</title>')), 0],
  ['no JSON', () => Promise.resolve(new Response('{')), 1],
  ['no answer', () => Promise.reject(new TypeError('failed')), 1],
])('config.json: %s, and the defaults count', async (_, answer, problems) => {
  fetched.mockImplementation(answer)
  const { arrived, configurationState } = await open({})
  await arrived
  expect(configurationState().configuration).toEqual(DEFAULT_CONFIGURATION)
  expect(configurationState().problems).toHaveLength(problems)
})

describe('inside a Jaeger', () => {
  test('its JSON, and its version; config.json is not asked for', async () => {
    const { arrived, configurationState } = await open({ jaegerUi: LINES('{"search":{"maxLimit":9,"x":"a;b"}}') })
    await arrived
    expect(configurationState().configuration.search.maxLimit).toBe(9)
    expect(configurationState().jaegerVersion).toBe('v2.13.0')
    expect(fetched).not.toHaveBeenCalled()
  })

  test('without a file of its own: the defaults, no complaint', async () => {
    const { arrived, configurationState } = await open({ jaegerUi: LINES('DEFAULT_CONFIG') })
    await arrived
    expect(configurationState().configuration).toEqual(DEFAULT_CONFIGURATION)
    expect(configurationState().problems).toEqual([])
  })

  test('JavaScript is run; where a policy forbids that, it is said', async () => {
    const jaegerUi = LINES('DEFAULT_CONFIG').replace('// JAEGER_CONFIG_JS', 'function UIConfig() { return {} }')
    run.mockResolvedValueOnce({ timeZone: 'utc' })
    const first = await open({ jaegerUi })
    await first.arrived
    expect(first.configurationState().configuration.timeZone).toBe('utc')
    run.mockRejectedValueOnce(new Error('its script did not run'))
    const second = await open({ jaegerUi })
    await second.arrived
    expect(second.configurationState().problems[0].message).toContain('its script did not run')
  })
})
