import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openSearch, test, traceIdOf } from './fixtures.ts'

const FAST = traceIdOf('checkout/basic-fast')
const SLOW = traceIdOf('checkout/basic-slow')

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Compared spans' })

async function openComparison(page: Page, query = '') {
  await page.goto(`/trace/${FAST}...${SLOW}${query}`)
  await expect(spans(page)).toBeVisible()
}

test('the sentence names the causes in their order, the costs sum to the difference', async ({ page }) => {
  await openComparison(page)
  const sentence = page.getByRole('heading', { level: 1 })
  await expect(sentence).toContainText(
    /^B took 597 ms longer: 420 ms more in pricing-service: pricing\.tax \(3 spans\), 151 ms more waiting in .*checkout\.pay between two payment\.attempt, 61\.2 ms in another checkout-service: payment\.attempt/,
  )
  const costs = page.getByRole('table', { name: 'What made the difference' })
  const toUs = (text: string) => Number(text.replace('−', '-').replaceAll(/[^\d-]/g, ''))
  const cells = await costs
    .locator('tbody tr td:nth-child(6)')
    .evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''))
  const total = toUs((await costs.locator('tfoot td').nth(4).getAttribute('title')) ?? '')
  expect(cells.map(toUs).reduce((sum, us) => sum + us, 0)).toBe(total)
  expect(total).toBeGreaterThan(590_000)
})

test('a cost picked shows its spans in the tree; a row shows its tags side by side', async ({ page }) => {
  await openComparison(page)
  await page
    .getByRole('button', { name: /pricing\.tax/ })
    .first()
    .click()
  const row = spans(page)
    .getByRole('row', { name: /pricing-service pricing\.tax/ })
    .first()
  await expect(row).toBeVisible()
  await row.click()
  const details = page.getByTestId('pair-details')
  await expect(details.getByRole('table', { name: 'Times of the pair' })).toContainText('+140 ms')
  await expect(page).toHaveURL(/[?&]b=[0-9a-f]{16}/)
  await page.reload()
  await expect(details).toBeVisible()
})

test('swapped, every number changes its sign', async ({ page }) => {
  await openComparison(page)
  await page.getByRole('button', { name: 'Swap A and B' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'B took 597 ms less: 420 ms less in pricing-service: pricing.tax',
  )
})

test('with itself nothing differs', async ({ page }) => {
  await page.goto(`/trace/${FAST}...${FAST}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Both took the same time, in the same places.')
})

test('filters, find and layout are in the address', async ({ page }) => {
  await openComparison(page, '?filter=structure&view=side')
  await expect(page.getByRole('button', { name: 'Only structure' })).toHaveAttribute('aria-pressed', 'true')
  await expect(spans(page).getByRole('row', { name: /recommend\.rank, only in A/ })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find in both traces' }).fill('payment')
  await expect(page.getByText(/\d+ matches/)).toBeVisible()
  await expect(page).toHaveURL(/uiFind=payment/)
})

test('by keyboard: down the tree, fold, select, close', async ({ page }) => {
  await openComparison(page)
  const tree = spans(page)
  await tree.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(tree.getByRole('row')).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('row')).not.toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('pair-details')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('pair-details')).toBeHidden()
})

test('from search: tick two, Compare', async ({ page }) => {
  await openSearch(page, { service: 'checkout-service', lookback: '2d' })
  const ticks = page.getByRole('list', { name: 'Traces' }).getByRole('checkbox')
  await ticks.nth(0).check()
  await ticks.nth(1).check()
  await page
    .getByRole('link', { name: /Compare/ })
    .or(page.getByRole('button', { name: /Compare/ }))
    .last()
    .click()
  await expect(spans(page)).toBeVisible()
})

test('from a trace: faster ones of the same root operation, and the median', async ({ page }) => {
  await page.goto(`/trace/${SLOW}`)
  await page.getByRole('button', { name: 'Compare with…' }).click()
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem', { name: /^The median of/ })).toBeVisible()
  await menu.getByRole('menuitem', { name: /UTC/ }).first().click()
  await expect(page).toHaveURL(new RegExp(`\\.\\.\\.${SLOW}.*cohort=`))
  await expect(spans(page)).toBeVisible()
})

test('exports: a picture of the tree, vector and bitmap, and Markdown with both links', async ({ page }) => {
  await openComparison(page)
  const save = async (label: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('combobox', { name: 'Export' }).selectOption({ label })
    return readFile((await (await download).path())!)
  }
  const svg = (await save('Save the tree as SVG')).toString()
  expect(svg).toMatch(/^<svg [^]*B took 597 ms longer[^]*<\/svg>\n$/)
  expect((await save('Save the tree as PNG')).subarray(1, 4).toString()).toBe('PNG')
  const markdown = (await save('Save Markdown')).toString()
  expect(markdown).toContain('All of them sum to')
  expect(markdown).toContain(`trace/${SLOW}`)
})

test('an open side is picked by id, in any form', async ({ page }) => {
  await page.goto(`/trace/${FAST}...`)
  await page.getByLabel(/^Trace B/).fill(`traceparent: 00-${SLOW}-0000000000000001-01`)
  await page.getByRole('button', { name: 'Use it' }).click()
  await expect(spans(page)).toBeVisible()
})

test('a side that is not there: said which, and another can be chosen', async ({ page, complaints }) => {
  complaints.allow(/404/)
  await page.route(/\/api\/.*traces\/0{8}/, (route) =>
    route.fulfill({ status: 500, contentType: 'text/plain', body: '{"errors":[{"code":500,"msg":"broken"}]}' }),
  )
  complaints.allow(/500/)
  await page.goto(`/trace/${FAST}...00000000000000000000000000000abc`)
  await expect(page.getByRole('alert')).toContainText('Trace B')
  await page.getByRole('button', { name: 'Choose another' }).click()
  await expect(page.getByRole('region', { name: 'Side B' })).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await openComparison(page)
    await page
      .getByRole('button', { name: /checkout\.pay/ })
      .first()
      .click()
    await spans(page)
      .getByRole('row', { name: /checkout\.pay/ })
      .first()
      .click()
    await expect(page.getByTestId('pair-details')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([])
  })
}

test('against many: with fewer than 20 it says that it knows too little, and shows the ranges', async ({ page }) => {
  await page.goto(`/trace/...${SLOW}?typical=1`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('too little to say what is usual')
  const table = page.getByRole('table', { name: 'Spans against their usual range' })
  await expect(table.getByRole('row', { name: /pricing\.tax/ }).first()).toBeVisible()
})
