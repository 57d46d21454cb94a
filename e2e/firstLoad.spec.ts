import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { expect, openSearch, openTrace, test } from './fixtures.ts'

/** All JavaScript that comes without a click: the first sight, which .size-limit.ts holds lower, and what the page fetches after it. */
const BUDGET_KIB = { search: 140, trace: 170 } as const

/** Every script that the browser fetched, the worker's too, by its gzipped size. */
function countScripts(page: Page): () => Promise<Map<string, number>> {
  const waiting: Promise<[string, number]>[] = []
  page.on('response', (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return
    const name = response.url().split('/').at(-1)!
    waiting.push(response.body().then((body) => [name, gzipSync(body, { level: 9 }).byteLength / 1024]))
  })
  return async () => new Map(await Promise.all(waiting))
}

const visits: [name: keyof typeof BUDGET_KIB, visit: (page: Page) => Promise<void>][] = [
  ['search', (page) => openSearch(page)],
  ['trace', (page) => openTrace(page, 'doc-pipeline/gap-201')],
]

for (const [name, visit] of visits) {
  test(`what a first visit to the ${name} page loads stays within its budget`, async ({ page }) => {
    const scripts = countScripts(page)
    await visit(page)
    await page.waitForLoadState('networkidle')
    const sizes = await scripts()
    const total = [...sizes.values()].reduce((sum, kib) => sum + kib, 0)
    const list = [...sizes].sort((a, b) => b[1] - a[1]).map(([script, kib]) => `${script} ${kib.toFixed(1)}`)
    expect(
      [...sizes.keys()].some((script) => script.startsWith('worker')),
      'the worker is among them',
    ).toBe(true)
    expect(total, list.join(', ')).toBeLessThan(BUDGET_KIB[name])
  })
}
