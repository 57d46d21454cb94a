import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'

/** Nothing but keys: a mouse is never used below. */
async function tabTo(page: Page, isThere: () => Promise<boolean>, most = 200) {
  for (let stop = 0; stop < most; stop++) {
    await page.keyboard.press('Tab')
    if (await isThere()) return
  }
  throw new Error(`not reached with ${most} presses of Tab`)
}

const focusIs = (page: Page, selector: string) => () =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)

/** Where the focus is, one sees it. */
const expectVisibleFocus = async (page: Page) =>
  expect(
    await page.evaluate(() => {
      const focused = document.activeElement!
      return [undefined, '::after'].some((part) => getComputedStyle(focused, part).outlineStyle !== 'none')
    }),
  ).toBe(true)

test('by keyboard alone: search, results, trace, gap, details, compare, dependencies', async ({ page }) => {
  test.slow()
  await page.goto('/search')
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  // Search: service by suggestion, the rest by Tab, sent by Enter.
  await tabTo(page, async () => page.getByLabel('Service').evaluate((box) => box === document.activeElement))
  await page.keyboard.type('document-s')
  await expect(page.getByRole('listbox').getByRole('option', { name: 'document-service' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Service')).toHaveValue('document-service')
  await tabTo(page, async () => page.getByLabel('Min duration').evaluate((box) => box === document.activeElement))
  await page.keyboard.type('1s')
  await page.keyboard.press('Enter')
  const list = page.getByRole('list', { name: 'Traces' })
  await expect(list).toBeVisible()
  // Results: the first one.
  await tabTo(page, focusIs(page, '[aria-label="Traces"] a[href*="/trace/"]'))
  await expectVisibleFocus(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/trace\/[0-9a-f]{32}/)
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  // The gap, its details, and out of them with the focus wherever it is.
  await page.keyboard.press('n')
  const details = page.getByRole('region', { name: 'Details' })
  await expect(details.getByRole('heading', { name: /^(Gap|Network|Back-off)/ })).toBeVisible()
  await expect(page).toHaveURL(/gap=/)
  await page.keyboard.press('Escape')
  await expect(details).toHaveCount(0)
  // Rows, a span, its details.
  await tabTo(page, focusIs(page, '[role=treegrid], [role=treegrid] *'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(details).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(details).toHaveCount(0)
  // Find.
  await page.keyboard.press('f')
  await page.keyboard.type('chunk')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/uiFind=chunk|find=chunk/)
  // Compare, by the palette and by two ids.
  await page.keyboard.press('Control+k')
  await page.keyboard.type(`go to compare`)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/trace\/\.\.\./)
  await page.goto(`/trace/${traceIdOf('checkout/basic-fast')}...${traceIdOf('checkout/basic-slow')}`)
  await expect(page.getByRole('heading', { name: /took .* longer/ })).toBeVisible()
  await tabTo(page, focusIs(page, '[role=treegrid], [role=treegrid] *'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/[?&][ab]=/)
  // Dependencies: the graph is one stop, arrows walk it.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('go to dependencies')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/dependencies/)
  await tabTo(page, focusIs(page, '[aria-label^="Service graph"], [aria-label^="Service graph"] *'))
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/node=/)
})

test('Escape closes the details with the focus nowhere', async ({ page }) => {
  await page.goto(`/trace/${traceIdOf('doc-pipeline/gap-201')}`)
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('n')
  await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Details' })).toHaveCount(0)
})

test('forced colours: what is chosen, and the parts of the ledger, are still told apart', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto(`/trace/${traceIdOf('doc-pipeline/gap-201')}`)
  const group = page.getByRole('radiogroup', { name: 'View' }).or(page.getByRole('group', { name: 'View' }))
  await expect(group).toBeVisible()
  const grounds = await group
    .locator('input + span')
    .evaluateAll((options) => options.map((option) => getComputedStyle(option).backgroundColor))
  expect(new Set(grounds).size).toBe(2)
  expect(grounds[0]).not.toBe(grounds[1])
  const parts = await page
    .getByRole('button', { name: /47 %|35 %/ })
    .evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).backgroundColor))
  expect(new Set(parts).size).toBeGreaterThan(1)
})
