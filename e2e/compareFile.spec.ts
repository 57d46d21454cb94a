import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { chromium } from '@playwright/test'
import { expect, openSearch, test, traceIdOf } from './fixtures.ts'

const FAST = traceIdOf('checkout/basic-fast')
const SLOW = traceIdOf('checkout/basic-slow')

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Compared spans' })

/** The sentence, and every line of the costs with its exact numbers. */
async function numbersOf(page: Page): Promise<unknown> {
  await expect(spans(page)).toBeVisible()
  const costs = page.getByRole('table', { name: 'What made the difference' })
  return {
    sentence: await page.getByRole('heading', { level: 1 }).textContent(),
    costs: await costs
      .locator('tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.children].map((cell) => `${cell.textContent} ${cell.getAttribute('title') ?? ''}`).join(' | '),
        ),
      ),
    rows: await spans(page)
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label'))),
    changes: await page.getByRole('region', { name: 'Attributes that differ' }).getByRole('listitem').allTextContents(),
  }
}

async function saveHtml(page: Page): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Download as one HTML file' }).click()
  const file = await download
  const path = test.info().outputPath(file.suggestedFilename())
  await file.saveAs(path)
  return path
}

/** A file opened in a browser that knows nothing and has no network; whatever it asks for or complains of fails the test. */
async function openOffline(path: string, use: (page: Page) => Promise<void>): Promise<void> {
  const { executablePath, args } = test.info().project.use.launchOptions!
  const browser = await chromium.launch({ executablePath, args })
  try {
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (!/^(file|blob|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`)
    })
    await page.goto(pathToFileURL(path).href)
    await use(page)
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
  }
}

test('search, tick two, Compare, save as one file: opened offline in a fresh browser it has the same numbers', async ({
  page,
}) => {
  await openSearch(page, { service: 'checkout-service', lookback: '2d', limit: '100' })
  const list = page.getByRole('list', { name: 'Traces' })
  for (const id of [FAST, SLOW]) {
    await list
      .getByRole('listitem')
      .filter({ has: page.locator(`a[href*="${id.replace(/^0+/, '')}"]`) })
      .getByRole('checkbox')
      .check()
  }
  await page
    .getByRole('link', { name: /Compare/ })
    .or(page.getByRole('button', { name: /Compare/ }))
    .last()
    .click()
  await expect(page.getByRole('region', { name: 'Attributes that differ' })).toBeVisible()
  const shown = await numbersOf(page)
  const path = await saveHtml(page)
  const text = await readFile(path, 'utf8')
  expect(text.length).toBeLessThan(1_500_000)
  expect(text).toContain("default-src 'none'")

  await openOffline(path, async (saved) => {
    await expect(saved.getByText('Saved comparison')).toBeVisible()
    await expect(saved.getByRole('region', { name: 'Attributes that differ' })).toBeVisible()
    expect(await numbersOf(saved)).toEqual(shown)
  })
})

test('a saved comparison opens as it was looked at, and works: find, filter, details, swap, Markdown', async ({
  page,
}) => {
  await page.goto(`/trace/${FAST}...${SLOW}?filter=slower&view=side`)
  await expect(spans(page)).toBeVisible()
  await openOffline(await saveHtml(page), async (saved) => {
    await expect(saved.getByRole('button', { name: 'Only slower' })).toHaveAttribute('aria-pressed', 'true')
    await expect(saved.getByRole('button', { name: 'Side by side' })).toHaveAttribute('aria-pressed', 'true')
    await saved.getByRole('button', { name: 'All', exact: true }).click()
    await saved.getByRole('searchbox', { name: 'Find in both traces' }).fill('payment')
    await expect(saved.getByText(/\d+ matches/)).toBeVisible()
    await saved
      .getByRole('button', { name: /pricing\.tax/ })
      .first()
      .click()
    const row = spans(saved)
      .getByRole('row', { name: /pricing-service pricing\.tax/ })
      .first()
    await row.click()
    await expect(saved.getByRole('table', { name: 'Tags of the pair' })).toBeVisible()
    await saved.reload()
    await expect(saved.getByRole('table', { name: 'Tags of the pair' })).toBeVisible()
    await saved.getByRole('button', { name: 'Swap A and B' }).click()
    await expect(saved.getByRole('heading', { level: 1 })).toContainText('B took 597 ms less')
    const download = saved.waitForEvent('download')
    await saved.getByRole('button', { name: 'Export', exact: true }).click()
    await saved.getByRole('menuitem', { name: 'Download as Markdown' }).click()
    const markdown = await readFile((await (await download).path())!, 'utf8')
    expect(markdown).toContain('All of them sum to')
    expect(markdown).toContain(`${new URL(page.url()).origin}/trace/${SLOW}`)
    expect(await saved.getByRole('button', { name: /Choose another trace/ }).count()).toBe(0)
  })
})

test('two readings of one trace, saved: swapped in the file, the sides change places', async ({ page, source }) => {
  test.skip(source === 'jaeger-v3', 'the other reading is made of Jaeger JSON')
  const body = await (await page.request.get(`/api/traces/${FAST}`)).json()
  // The same trace as another reader may have it: its root ended 100 ms later.
  const root = body.data[0].spans.reduce((longest: { duration: number }, span: { duration: number }) =>
    span.duration > longest.duration ? span : longest,
  )
  root.duration += 100_000
  await page.goto(`/trace/${FAST}...`)
  const buffer = Buffer.from(JSON.stringify(body))
  await page.getByLabel('File of trace B').setInputFiles({ name: 'later.json', mimeType: 'application/json', buffer })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('B took 100 ms longer')
  await openOffline(await saveHtml(page), async (saved) => {
    await expect(saved.getByRole('heading', { level: 1 })).toContainText('B took 100 ms longer')
    await saved.getByRole('button', { name: 'Swap A and B' }).click()
    await expect(saved.getByRole('heading', { level: 1 })).toContainText('B took 100 ms less')
    await saved.reload()
    await expect(saved.getByRole('heading', { level: 1 })).toContainText('B took 100 ms less')
    await saved.getByRole('button', { name: 'Swap A and B' }).click()
    await expect(saved.getByRole('heading', { level: 1 })).toContainText('B took 100 ms longer')
  })
})

test('the app opens such a file again and goes on from it, though the backend has lost the traces', async ({
  page,
}) => {
  await page.goto(`/trace/${FAST}...${SLOW}?filter=slower`)
  await expect(page.getByRole('region', { name: 'Attributes that differ' })).toBeVisible()
  const shown = await numbersOf(page)
  const path = await saveHtml(page)
  await page.route(/\/api\/(v3\/)?traces\//, (route) => route.abort())
  await page.goto('/trace/...')
  await page.locator('input[type=file]').first().setInputFiles(path)
  await expect(page).toHaveURL(new RegExp(`/trace/${FAST}~\\w+\\.\\.\\.${SLOW}~\\w+\\?filter=slower`))
  await expect(page.getByRole('region', { name: 'Attributes that differ' })).toBeVisible()
  expect(await numbersOf(page)).toEqual(shown)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Attributes that differ' })).toBeVisible()
  expect(await numbersOf(page)).toEqual(shown)
  await page.getByRole('button', { name: 'Only structure' }).click()
  await expect(page).toHaveURL(/filter=structure/)
})

test('a saved comparison that was cut off: said so, nothing else happens', async ({ page }) => {
  await page.goto(`/trace/${FAST}...${SLOW}`)
  await expect(spans(page)).toBeVisible()
  const text = await readFile(await saveHtml(page), 'utf8')
  await page.goto('/trace/...')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'cut.html',
      mimeType: 'text/html',
      buffer: Buffer.from(text.slice(0, text.indexOf('"bodies"') + 400)),
    })
  await expect(page.getByRole('alert')).toContainText('damaged or cut off')
})
