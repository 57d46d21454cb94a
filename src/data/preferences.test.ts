import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parsePreferences } from './preferences.ts'
import { readSource } from './source.ts'

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllGlobals())

const DEFAULTS = parsePreferences(null)

test('odd values are replaced one by one', () => {
  expect(parsePreferences('{"theme":"dark","timeZone":"mars","treeWidthPx":"wide"}')).toEqual({
    ...DEFAULTS,
    theme: 'dark',
  })
  for (const text of ['', '{', 'null', '[1]', '7', '{"theme":null}']) expect(parsePreferences(text)).toEqual(DEFAULTS)
})

test('a denied storage is no failure', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('denied', 'SecurityError')
    },
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  const { getPreferences, setPreferences } = await import('./preferences.ts')
  expect(getPreferences()).toEqual(DEFAULTS)
  setPreferences({ theme: 'light' })
  expect(getPreferences().theme).toBe('light')
})

test('changes are stored and told', async () => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => stored.set(key, text),
  })
  vi.stubGlobal('addEventListener', vi.fn())
  vi.stubGlobal('removeEventListener', vi.fn())
  const { getPreferences, setPreferences, subscribePreferences } = await import('./preferences.ts')
  const listener = vi.fn()
  const unsubscribe = subscribePreferences(listener)
  setPreferences({ timeZone: 'utc' })
  unsubscribe()
  setPreferences({ timeZone: 'local' })
  expect(listener).toHaveBeenCalledTimes(1)
  expect(getPreferences().timeZone).toBe('local')
  expect(parsePreferences([...stored.values()][0]).timeZone).toBe('local')
})

test('the configured time zone counts until the reader chooses, and a choice outlives it', async () => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => stored.set(key, text),
  })
  const first = await import('./preferences.ts')
  first.setDefaultTimeZone('utc')
  first.setPreferences({ theme: 'dark' })
  expect([first.getPreferences().timeZone, [...stored.values()][0]]).toEqual([
    'utc',
    expect.not.stringContaining('utc'),
  ])
  first.setDefaultTimeZone('local')
  expect(first.getPreferences()).toMatchObject({ timeZone: 'local', theme: 'dark' })
  first.setPreferences({ timeZone: 'utc' })
  vi.resetModules()
  expect((await import('./preferences.ts')).getPreferences().timeZone).toBe('utc')
})

test('the source is what the server says, else the page’s own host', () => {
  expect(readSource({ ok: true, value: { kind: 'demo', label: 'Demo', url: null } }, 'x')).toMatchObject({
    demo: true,
    name: 'Demo',
  })
  expect(
    readSource({ ok: true, value: { kind: 'jaeger', label: 'jaeger:16686', url: 'http://jaeger:16686' } }, 'x'),
  ).toMatchObject({
    demo: false,
    name: 'jaeger:16686',
  })
  expect(readSource({ ok: true, value: { kind: 'surprise' } }, 'host:1')).toMatchObject({ demo: false, name: 'host:1' })
  expect(readSource({ ok: false }, 'host:1')).toMatchObject({ name: 'host:1' })
})
