import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'

// A trace's rows are seen before the page around them. Here the page's code is held back, to look at them alone.

const DOCUMENT = 'doc-pipeline/gap-201'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })
const rows = (page: Page) => grid(page).getByRole('row')
const name = (page: Page) => page.getByRole('heading', { level: 1 })

/** Opens an address without the app; what is returned lets it come, and waits for it. */
async function openWithoutApp(page: Page, query = '', path = DOCUMENT): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/static\/app-[^/]*\.js$/, async (route) => {
    await released
    await route.continue()
  })
  // Where there are findings, what is found would change rows and bars.
  const body = page.waitForResponse(/\/api\/(v3\/)?traces\//)
  await page.goto(`/trace/${traceIdOf(path)}${query}`, { waitUntil: 'commit' })
  await (await body).finished()
  return async () => {
    release()
    await expect(name(page)).toBeAttached()
  }
}

/** The rows in their place, when all that belongs to them has been drawn. */
async function lookAtRows(page: Page) {
  // Marks of events come when the reader rests.
  await page.waitForTimeout(600)
  const clip = (await grid(page).boundingBox())!
  return { clip, picture: await page.screenshot({ clip }) }
}

for (const [width, height] of [
  [1440, 900],
  [1280, 800],
  [1024, 768],
]) {
  test(`rows come first, and stay as they are when the page comes: ${width} × ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    const letAppCome = await openWithoutApp(page)
    await expect(rows(page)).toHaveCount(28)
    await expect(rows(page).nth(2)).toHaveAccessibleName(/^api-gateway POST 1\.81 s/)
    await expect(name(page)).toHaveCount(0)
    const alone = await lookAtRows(page)
    await grid(page).evaluate((element) => (element.dataset.same = 'yes'))
    await letAppCome()
    await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible()
    await expect(page.getByRole('treegrid')).toHaveCount(1)
    await expect(grid(page)).toHaveAttribute('data-same', 'yes')
    const inPage = await lookAtRows(page)
    expect(inPage.clip).toEqual(alone.clip)
    expect(inPage.picture.equals(alone.picture), 'the same pixels').toBe(true)
  })
}

test('they can be used at once, and the page goes on from there', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 700 })
  const letAppCome = await openWithoutApp(page)
  await rows(page).first().getByRole('gridcell').first().click()
  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(rows(page).first()).toHaveAttribute('aria-selected', 'true')
  const scrolled = () => grid(page).evaluate((element) => element.scrollTop)
  await expect.poll(scrolled).toBeGreaterThan(0)
  const before = await scrolled()
  await letAppCome()
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
  await expect(grid(page)).toBeFocused()
  expect(await scrolled()).toBe(before)
  await page.keyboard.press('Home')
  await expect.poll(scrolled).toBe(0)
  await expect(page).toHaveURL(/span=/)
})

test('keys of the page that come before it are not lost', async ({ page }) => {
  const letAppCome = await openWithoutApp(page)
  await expect(rows(page)).toHaveCount(28)
  await page.keyboard.press('n')
  await page.keyboard.press('f')
  await letAppCome()
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
  await expect(page).toHaveURL(/gap=/)
  await expect(page.getByRole('textbox', { name: 'Find in trace' })).toBeFocused()
})

test('numbers are written as the reader wants them', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('lacuna.preferences', JSON.stringify({ numbers: 'de' })))
  const letAppCome = await openWithoutApp(page)
  const names = () => rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')))
  await expect.poll(async () => (await names()).some((text) => /\d,\d/.test(text ?? ''))).toBe(true)
  const alone = await names()
  await letAppCome()
  expect(await names()).toEqual(alone)
})

for (const [what, query, width] of [
  ['another view', '?view=flame', 1280],
  ['a chosen span', '?span=0000000000000001', 1280],
  ['a zoomed range', '?range=1000..2000', 1280],
  ['a frame', '?uiEmbed=v0', 1280],
  ['a phone', '', 390],
] as const) {
  test(`${what} waits for the page`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 })
    const letAppCome = await openWithoutApp(page, query)
    await page.waitForTimeout(300)
    await expect(grid(page)).toHaveCount(0)
    await letAppCome()
    if (what !== 'another view') await expect(grid(page)).toBeVisible()
  })
}

test('rows that cannot be drawn are told of by the page, which goes on', async ({ page, complaints }) => {
  complaints.allow(/A page failed/)
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null
  })
  const rejected: string[] = []
  page.on('pageerror', (error) => rejected.push(error.message))
  await page.goto(`/trace/${traceIdOf(DOCUMENT)}`)
  await expect(page.getByText('This page failed')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reload the page' })).toBeVisible()
  await expect(grid(page)).toHaveCount(0)
  expect(rejected).toEqual([])
  await page.getByRole('link', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
})
