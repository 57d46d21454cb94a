import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'

test.use({ locale: 'de-DE', timezoneId: 'Asia/Kolkata' })

const GAP = `/trace/${traceIdOf('doc-pipeline/gap-201')}`
const PAIR = `/trace/${traceIdOf('checkout/basic-fast')}...${traceIdOf('checkout/basic-slow')}`
/** Each page with what it says once it is there. */
const PAGES: readonly (readonly [string, string | RegExp])[] = [
  ['/search?service=document-service&lookback=2d&limit=20', /7 traces|of 7/],
  [GAP, '1,81 s'],
  [`${GAP}?gap=662008`, '87,6 ms'],
  [`${GAP}?view=table`, '1,81 s'],
  [`/trace/${traceIdOf('errors/retry-backoff')}?view=logs`, /519 ms/],
  [`/trace/${traceIdOf('clock-skew/ahead-900')}`, '± 12,1 ms'],
  [PAIR, '61,2 ms in another'],
  [`${PAIR}?view=side`, '61,2 ms in another'],
  ['/dependencies', 'api-gateway'],
]

/** Numbers with a decimal point and a unit: in text, names, hovers. What a field takes (`1.2s`) is how one types, everywhere. */
const findPoints = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text) texts.push(node.data)
      if (node instanceof Element)
        for (const name of ['aria-label', 'aria-valuetext', 'title', 'data-tip'])
          texts.push(node.getAttribute(name) ?? '')
    }
    return [...new Set(texts.filter((text) => /(^|[^.\d])\d+\.\d{1,2}\s(µs|ms|s|%|[kM]B)(\W|$)/.test(text)))]
  })

for (const [path, shows] of PAGES) {
  test(`numbers as in German: ${path}`, async ({ page }) => {
    await page.goto(path)
    await expect(page.locator('body')).toContainText(shows)
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    expect(await findPoints(page)).toEqual([])
  })
}

test('numbers as in German: latencies of a sample in the dependencies', async ({ page }) => {
  await page.goto('/dependencies')
  await page.getByLabel('Sample').selectOption({ label: '5 per service' })
  await expect(page.getByRole('table', { name: 'Edges' })).toContainText(/\d,\d+ ms/)
  expect(await findPoints(page)).toEqual([])
})

test('times in the reader’s zone, or in UTC, on every page alike', async ({ page }) => {
  for (const [path, shows] of [
    [GAP, '27 spans'],
    [PAIR, 'in both'],
  ] as const) {
    await page.goto(path)
    await expect(page.locator('body')).toContainText(shows)
    await expect(page.locator('time').first()).toContainText('+05:30')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('times: utc')
    await page.keyboard.press('Enter')
    await expect(page.locator('time').first()).toContainText('UTC')
    await expect(page.locator('time').filter({ hasText: '+05:30' })).toHaveCount(0)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('times: local')
    await page.keyboard.press('Enter')
  }
})

test('reports are the same for everyone: a decimal point, UTC', async ({ page }) => {
  await page.goto(GAP)
  await expect(page.locator('body')).toContainText('1,81 s')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download report as Markdown' }).click(),
  ])
  const markdown = await readFile(await download.path(), 'utf8')
  expect(markdown).toContain('# api-gateway: POST /api/documents: 1.81 s')
  expect(markdown).toMatch(/started \d{4}-\d\d-\d\d [\d:.]+ UTC/)
  expect(markdown).not.toMatch(/\d,\d+ (ms|s)\b/)
})
