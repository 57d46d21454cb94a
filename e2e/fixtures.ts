import { readFileSync } from 'node:fs'
import { test as base, expect } from '@playwright/test'
import type { Page } from '@playwright/test'

interface IndexEntry {
  readonly path: string
  readonly traces: readonly { readonly traceID: string; readonly spans: number; readonly services: readonly string[] }[]
}

const folder = new URL('../fixtures/traces/', import.meta.url)
const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as IndexEntry[]

/** The id of a recorded trace, by its `scenario/variant`; both sources keep the ids. `at` picks one of several. */
export function traceIdOf(path: string, at = 0): string {
  const entry = index.find((each) => each.path === path)
  if (!entry) throw new Error(`no recorded trace ${path}`)
  return entry.traces[at].traceID
}

/** What was done to a recorded trace: its truth.json. */
// oxlint-disable-next-line typescript/no-explicit-any
export function truthOf(path: string): any {
  return JSON.parse(readFileSync(new URL(`${path}/truth.json`, folder), 'utf8'))
}

export interface Complaints {
  /** Console errors, uncaught exceptions and CSP violations so far. */
  readonly all: string[]
  /** For a test that provokes an error on purpose. */
  readonly allow: (pattern: RegExp) => void
}

/** The source that a project runs on: its name. `jaeger-v3` is the same Jaeger through its OTLP API. */
export type SourceKind = 'demo' | 'jaeger' | 'jaeger-v3'

/** Each test fails when the page complained: console errors, uncaught exceptions, CSP violations, requests to elsewhere. */
export const test = base.extend<{ complaints: Complaints; source: SourceKind }>({
  // oxlint-disable-next-line no-empty-pattern
  source: async ({}, use, info) => use(info.project.name as SourceKind),
  complaints: [
    async ({ page, baseURL }, use) => {
      const all: string[] = []
      const allowed: RegExp[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') all.push(`console: ${message.text()} ${message.location().url}`)
      })
      page.on('pageerror', (error) => all.push(`uncaught: ${error.stack ?? error.message}`))
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        // A test may open another server's page: what counts is that a page asks nobody but its own server.
        const own = request.isNavigationRequest() ? origin : originOf(request.frame().url(), baseURL!)
        if (/^https?:$/.test(protocol) && origin !== own) all.push(`request to ${request.url()}`)
      })
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI || event.sample}`)
        })
      })
      await use({ all, allow: (pattern) => allowed.push(pattern) })
      expect(all.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([])
    },
    { auto: true },
  ],
})

const originOf = (url: string, otherwise: string): string => new URL(/^https?:/.test(url) ? url : otherwise).origin

export { expect }

/** Opens a recorded trace's page and waits for its waterfall. */
export async function openTrace(page: Page, path: string, query = '', at = 0): Promise<void> {
  await page.goto(`/trace/${traceIdOf(path, at)}${query}`)
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  // Rows come before the page.
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
}

/** Opens the search page; with a query, it searches at once. */
export async function openSearch(page: Page, query: Record<string, string> = {}): Promise<void> {
  const search = new URLSearchParams(query).toString()
  await page.goto(search === '' ? '/search' : `/search?${search}`)
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
}
