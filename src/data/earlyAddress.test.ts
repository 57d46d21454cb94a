import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test, vi } from 'vitest'
import { traceIdInPath } from '../app/startEarly.ts'
import { parseTraceAddress } from '../url/traceAddress.ts'
import type { PageConfiguration } from './configuration.ts'
import { traceRequestFor } from './traceRequest.ts'

// The page's HTML asks for a trace before any of the code below is here (`index.html`): it must ask for the same.

const HTML = readFileSync(new URL('../../index.html', import.meta.url), 'utf8')
const [, SCRIPT] = /<script>([\s\S]*?)<\/script>/.exec(HTML)!

type Page = Partial<Pick<PageConfiguration, 'apiUrl' | 'api' | 'inline'>> & { readonly base?: string }

afterEach(() => vi.unstubAllGlobals())

/** The name that the HTML gives its worker, and what the app will ask the worker for; '' for nothing. */
async function addressesOf(path: string, { base = '/', apiUrl = '', api = '', inline = '' }: Page) {
  const location = new URL(`http://page${path}`)
  const contents: Record<string, string> = {
    'meta[name="lacuna-worker"]': './static/worker-12345678.js',
    'meta[name="lacuna-api"]': api,
    'meta[name="lacuna-api-url"]': apiUrl,
  }
  const document = {
    baseURI: new URL(base, location).href,
    querySelector: (selector: string) => (selector in contents ? { content: contents[selector] } : null),
    getElementById: () => ({ textContent: inline }),
  }
  const worker = vi.fn<(url: URL, options: { name: string }) => void>()
  const window: { lacunaWorker?: unknown } = {}
  runInNewContext(SCRIPT, { document, location, window, Worker: worker, URL })
  expect(window.lacunaWorker).toBeInstanceOf(worker)
  vi.stubGlobal('document', document)
  vi.resetModules()
  const { apiBase, configuredApi, startConfiguration } = await import('./configuration.ts')
  startConfiguration({ apiUrl, api, inline, jaegerUi: '' })
  const id = traceIdInPath(new URL(document.baseURI).pathname, location.pathname)
  const { traceId, window: time } = parseTraceAddress(id ?? '', location.searchParams)
  const asked = traceId === null ? '' : traceRequestFor(configuredApi(), traceId, time, apiBase()).url
  return { early: worker.mock.calls[0][1].name, asked }
}

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test.each<[string, string, Page]>([
  ['a long id', `/trace/${ID}?uiFind=x`, {}],
  ['a short one', '/trace/A3CE929D0E0E4736/', {}],
  ['one with its zeros', `/trace/${'0'.repeat(15)}1a3ce929d0e0e4736`, {}],
  ['one without them', '/trace/7b', {}],
  ['an upper half of zeros', `/trace/${'0'.repeat(16)}a3ce929d0e0e4736`, {}],
  ['behind a prefix', `/jaeger/ui/trace/${ID}`, { base: '/jaeger/ui/' }],
  ['another API', `/trace/${ID}`, { api: 'otlp' }],
  ['another API, a short id', '/trace/7b', { inline: '{"api":{"kind":"otlp"}}' }],
  ['another place', `/trace/${ID}`, { apiUrl: '/there', inline: '{"api":{"url":"/b","kind":"jaeger"}}' }],
  ['another origin', `/trace/${ID}`, { inline: '{"api":{"url":"https://j.example/b//"}}' }],
  ['a server without a configuration', `/trace/${ID}`, { inline: '{}' }],
  ['a configuration of something else', `/trace/${ID}`, { api: 'x', inline: '{"api":{"kind":"y"},"timeZone":"utc"}' }],
])('the request of the first moment is the app’s: %s', async (_, path, page) => {
  const { early, asked } = await addressesOf(path, page)
  expect(asked).not.toBe('')
  expect(early).toBe(asked)
})

test.each<[string, string, Page]>([
  ['no trace', '/search', {}],
  ['the id of none', `/trace/${'0'.repeat(32)}`, {}],
  ['two traces', `/trace/${ID}...${ID}`, {}],
  ['a trace of a file', `/trace/${ID}~k3f9x2a1b0`, {}],
  ['an id that has to be read first', '/trace/4bf92f35-77b3-4da6-a3ce-929d0e0e4736', {}],
  ['an API that looks by time', `/trace/${ID}?start=1&end=2`, { api: 'tempo' }],
  ['a path that is not below the base', `/trace/${ID}`, { base: '/jaeger/ui/' }],
  ['a configuration that is no JSON', `/trace/${ID}`, { inline: '{"api' }],
  ['a place that is none', `/trace/${ID}`, { apiUrl: 'http://[' }],
])('nothing is asked for in the first moment: %s', async (_, path, page) => {
  const { early } = await addressesOf(path, page)
  expect(early).toBe('')
})
