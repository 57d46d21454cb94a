import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openSearch, test, traceIdOf } from './fixtures.ts'
import { createKeys } from './keys.ts'

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
  await expect(page).toHaveTitle(/^\+597 ms, api-gateway: POST \/api\/checkout/)
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
  await menu
    .getByRole('menuitem', { name: /\d{4}-\d\d-\d\d/ })
    .first()
    .click()
  await expect(page).toHaveURL(new RegExp(`\\.\\.\\.${SLOW}.*cohort=`))
  await expect(spans(page)).toBeVisible()
})

test('exports: a picture of the tree, vector and bitmap, and Markdown with both links', async ({ page }) => {
  await openComparison(page)
  const save = async (label: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: label }).click()
    return readFile((await (await download).path())!)
  }
  const svg = (await save('Download picture as SVG')).toString()
  expect(svg).toMatch(/^<svg [^]*B took 597 ms longer[^]*<\/svg>\n$/)
  expect((await save('Download picture as PNG')).subarray(1, 4).toString()).toBe('PNG')
  const markdown = (await save('Download as Markdown')).toString()
  expect(markdown).toContain('All of them sum to')
  expect(markdown).toContain(`trace/${SLOW}`)
})

test('a whole comparison pasted where one id is asked for opens both', async ({ page }) => {
  await page.goto('/trace/...')
  await page.getByLabel(/^Trace A/).fill(`http://elsewhere.example/ui/trace/${FAST}...${SLOW}?filter=slower`)
  await page.getByRole('region', { name: 'Side A' }).getByRole('button', { name: 'Use it' }).click()
  await expect(spans(page)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/trace/${FAST}\\.\\.\\.${SLOW}\\?filter=slower$`))
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
  test(`axe finds nothing in any state, ${theme}`, async ({ page }) => {
    test.setTimeout(120_000)
    await page.emulateMedia({ colorScheme: theme })
    const check = async (state: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])
      expect(found, state).toEqual([])
    }
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
    await check('a cost picked, a pair open')
    await page.getByRole('button', { name: 'Side by side' }).click()
    await spans(page).focus()
    await page.keyboard.press('+')
    await page.getByRole('searchbox', { name: 'Find in both traces' }).fill('pay')
    await expect(page).toHaveURL(/range=/)
    await check('side by side, zoomed, something found')
    await page.goto(`/trace/${FAST}...${FAST}`)
    await expect(spans(page)).toBeVisible()
    await check('no difference')
    await page.goto(`/trace/...${SLOW}?cohort=${FAST}`)
    await expect(page.getByRole('list', { name: 'Beside the other side' })).toBeVisible()
    await check('a side to be picked')
    await page.goto(`/trace/...${SLOW}?typical=1`)
    await page.getByRole('treegrid', { name: 'Spans against their usual range' }).getByRole('row').nth(2).click()
    await expect(page.getByRole('table', { name: 'This span against others' })).toBeVisible()
    await check('typical, a span chosen')
    await page.getByRole('button', { name: 'Table' }).click()
    await check('typical, as a table')
  })
}

test('by keyboard alone: search, tick two, compare, a cost, its pair, find, zoom, filter, export', async ({ page }) => {
  test.slow()
  const keys = createKeys(page)
  await openSearch(page, { service: 'checkout-service', lookback: '2d', limit: '100' })
  const list = page.getByRole('list', { name: 'Traces' })
  // Whichever is ticked first: A is the faster one.
  for (const id of [SLOW, FAST]) {
    const row = list.getByRole('listitem').filter({ has: page.locator(`a[href*="${id.replace(/^0+/, '')}"]`) })
    await keys.tabTo(row.getByRole('checkbox'))
    await keys.press(' ')
    await expect(row.getByRole('checkbox')).toBeChecked()
  }
  await keys.tabTo(page.getByRole('region', { name: 'Selected' }).getByRole('link', { name: 'Compare' }))
  await keys.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('B took 597 ms longer')
  // A cost: the tree goes to its first span, whose tags are a key away.
  await keys.tabTo(page.getByRole('button', { name: /pricing\.tax/ }).first())
  await keys.press('Enter')
  await expect(page).toHaveURL(/cost=/)
  await keys.tabTo(spans(page))
  await keys.press('Enter')
  const details = page.getByTestId('pair-details')
  await expect(details.getByRole('heading', { name: 'pricing-service: pricing.tax' })).toBeVisible()
  await expect(details.getByRole('table', { name: 'Times of the pair' })).toContainText('+140 ms')
  await keys.press('+')
  await expect(page).toHaveURL(/range=/)
  await keys.press('Escape')
  await expect(page).not.toHaveURL(/range=/)
  await keys.press('Escape')
  await expect(details).toBeHidden()
  await keys.press('f')
  await keys.type('payment.authorise')
  await keys.press('Enter')
  await expect(details.getByRole('heading', { name: 'payment-service: payment.authorise' })).toBeVisible()
  await keys.tabTo(page.getByRole('button', { name: 'Only structure' }), 'Shift+Tab')
  await keys.press('Enter')
  await expect(page).toHaveURL(/filter=structure/)
  await keys.tabTo(page.getByRole('button', { name: 'Export', exact: true }), 'Shift+Tab')
  await keys.press('Enter')
  const item = page.getByRole('menuitem', { name: 'Download as JSON' })
  await expect(item).toBeVisible()
  await keys.arrowTo(item, 'ArrowDown')
  const download = page.waitForEvent('download')
  await keys.press('Enter')
  expect((await download).suggestedFilename()).toBe('comparison.json')
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible()
})

test('the address holds the picked cost, folds, zoom, layout, filter, find and the selected pair', async ({ page }) => {
  await openComparison(page)
  const costs = page.getByRole('table', { name: 'What made the difference' })
  await costs.getByRole('button', { name: /pricing\.tax/ }).click()
  await spans(page).focus()
  await page.keyboard.press('+')
  await page.keyboard.press('Shift+ArrowRight')
  await spans(page)
    .getByRole('row', { name: /pricing-service pricing\.tax/ })
    .first()
    .click()
  await spans(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('searchbox', { name: 'Find in both traces' }).fill('pay')
  await page.getByRole('button', { name: 'Side by side' }).click()
  await page.getByRole('button', { name: 'Only slower' }).click()
  await expect(page).toHaveURL(/range=/)
  for (const part of ['cost=', 'turned=', 'range=', 'view=side', 'filter=slower', 'uiFind=pay', 'b='])
    expect(page.url()).toContain(part)
  const names = () =>
    spans(page)
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')))
  const shown = await names()
  const address = page.url()
  await page.goto('/search')
  await page.goto(address)
  await expect(page.getByTestId('pair-details')).toBeVisible()
  await expect(costs.getByRole('button', { name: /pricing\.tax/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toBeVisible()
  expect(await names()).toEqual(shown)
})

test('zoom: drawn on the axis, by keys, and back', async ({ page }) => {
  await openComparison(page)
  const axis = page.getByTitle('Drag to zoom, double click for all')
  const box = (await axis.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.75, box.y + 10, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/range=4\d{5}\.\.6\d{5}/)
  await expect(spans(page).getByText(/◂ A 6\.22 ms/)).toBeVisible()
  await spans(page).focus()
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/range=/)
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toHaveCount(0)
})

test('what is the same is folded at first, levels by number, all by star', async ({ page }) => {
  await page.goto(`/trace/${traceIdOf('checkout/large-fast')}...${traceIdOf('checkout/large-slow')}`)
  const tree = spans(page)
  await tree.focus()
  const folded = tree.getByText(/\d+ spans? below, the same/)
  for (let tries = 0; tries < 30 && (await folded.count()) === 0; tries++) await page.keyboard.press('PageDown')
  await expect(folded.first()).toBeVisible()
  await page.keyboard.press('1')
  await expect(tree.getByRole('row')).toHaveCount(1)
  await expect(page).toHaveURL(/folds=1/)
  await page.keyboard.press('*')
  await expect(tree).toHaveAttribute('aria-rowcount', /^3\d\d$/)
  await expect(tree.getByText(/below, the same/)).toHaveCount(0)
})

test('details of a pair: tags that differ stand first', async ({ page }) => {
  await openComparison(page)
  await page
    .getByRole('region', { name: 'Attributes that differ' })
    .getByRole('button', { name: /http\.response\.status_code 200 → 503/ })
    .click()
  const rows = page.getByRole('table', { name: 'Tags of the pair' }).locator('tbody tr')
  await expect(rows.first()).toContainText('≠')
  const marks = await rows.evaluateAll((all) => all.map((row) => row.textContent!.startsWith('≠')))
  expect(marks).toContain(false)
  expect(marks.lastIndexOf(true)).toBeLessThan(marks.indexOf(false))
})

test('details of a pair: where they start, and events that only one has, first', async ({ page }) => {
  await openComparison(page)
  const find = page.getByRole('searchbox', { name: 'Find in both traces' })
  await find.fill('checkout.pay')
  await find.press('Enter')
  const details = page.getByTestId('pair-details')
  await expect(details.getByRole('row', { name: /^Starts at/ })).toContainText(/Starts at\d+ ms\d+ ms[+−]\d+ ms/)
  const events = details.getByRole('table', { name: 'Events of the pair' })
  await expect(events.locator('tbody tr').first()).toHaveText(/≠ retry.*status=503–1×$/)
})

test('a cost, a match, an attribute that is chosen is shown, whatever hid it: view, filter, zoom, fold', async ({
  page,
}) => {
  await page.goto(`/trace/${FAST}...${SLOW}?filter=faster&view=graph`)
  await expect(page.getByRole('table', { name: 'Compared edges' })).toBeVisible()
  const costs = page.getByRole('table', { name: 'What made the difference' })
  await costs.getByRole('button', { name: /pricing\.tax/ }).click()
  const tax = spans(page).getByRole('row', { name: /pricing-service pricing\.tax/ })
  await expect(tax).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: 'Merged' })).toHaveAttribute('aria-pressed', 'true')
  // The first three milliseconds only, all folded: what lies later comes into the time shown.
  await openComparison(page, '?range=0..3000&folds=1')
  await page
    .getByRole('region', { name: 'Attributes that differ' })
    .getByRole('button', { name: /provider\.status/ })
    .click()
  const row = spans(page).getByRole('row', { selected: true })
  await expect(row.getByText(/^B \d/)).toBeVisible()
  await expect(row.getByText(/[◂▸]/)).toHaveCount(0)
})

test('finds what tags say, as in the trace; of what a filter leaves out it says so', async ({ page }) => {
  await openComparison(page)
  const find = page.getByRole('searchbox', { name: 'Find in both traces' })
  await find.fill('unavailable')
  await expect(page.getByText('1 match', { exact: true })).toBeVisible()
  await find.press('Enter')
  await expect(page.getByText('1 of 1 match', { exact: true })).toBeVisible()
  await expect(page.getByTestId('pair-details').getByText('unavailable')).toBeVisible()
  await page.getByRole('button', { name: 'Only faster' }).click()
  await expect(page.getByText('0 matches, 1 more outside this filter')).toBeVisible()
  await find.fill('')
  await expect(page.getByText(/match/)).toHaveCount(0)
})

test('n and p go through the spans that made the difference, the costliest first; Esc lets go', async ({ page }) => {
  await openComparison(page)
  const title = page.getByTestId('pair-details').getByRole('heading')
  const costs = page.getByRole('table', { name: 'What made the difference' })
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('n')
    await expect(title).toHaveText('pricing-service: pricing.tax')
    await expect(costs.getByRole('button', { pressed: true, name: /pricing\.tax/ })).toBeVisible()
  }
  await page.keyboard.press('n')
  await expect(title).toHaveText('checkout-service: checkout.pay')
  await expect(costs.getByRole('button', { pressed: true })).toHaveText(/checkout\.pay/)
  await page.keyboard.press('p')
  await expect(title).toHaveText('pricing-service: pricing.tax')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('pair-details')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(costs.getByRole('button', { pressed: true })).toHaveCount(0)
})

test('what goes on long after the request is out of the first sight, and there for who zooms out', async ({ page }) => {
  // Its roots take 21 ms; the consumers of what they published run seconds later.
  await page.goto(`/trace/${traceIdOf('kafka-async/child-of')}...${traceIdOf('kafka-async/fan-out')}`)
  await expect(page.getByText(/goes on for \d.* more/)).toHaveCount(2)
  const late = spans(page).getByRole('row', { name: /bank-service bank\.transfer/ })
  await expect(late.getByText(/▸/)).toHaveCount(2)
  await spans(page).focus()
  for (let i = 0; i < 12; i++) await page.keyboard.press('-')
  await expect(late.getByText(/▸/)).toHaveCount(0)
  await page.keyboard.press('0')
  await expect(late.getByText(/▸/)).toHaveCount(2)
})

test('an open side is picked from a service, from the other side’s kind, from the cohort, from a file', async ({
  page,
}) => {
  await page.goto(`/trace/...${SLOW}?cohort=${FAST}`)
  const side = page.getByRole('region', { name: 'Side A' })
  await expect(
    side.getByRole('list', { name: 'Beside the other side' }).getByRole('button', { name: /213 ms/ }),
  ).toBeVisible()
  await expect(side.getByRole('list', { name: 'Of the same root operation' }).getByRole('button').first()).toBeVisible()
  await side.getByLabel('Latest traces for A of service').selectOption('pricing-service')
  await side
    .getByRole('list', { name: 'Latest of pricing-service' })
    .getByRole('button')
    .or(side.getByText('No traces of it'))
    .first()
    .waitFor()
  const file = fileURLToPath(new URL('../fixtures/traces/checkout/basic-fast/jaeger.json', import.meta.url))
  await side.getByLabel('File of trace A').setInputFiles(file)
  await expect(page).toHaveURL(new RegExp(`/trace/${FAST}~\\w+\\.\\.\\.${SLOW}`))
  await expect(page.getByRole('heading', { level: 1 })).toContainText('B took 597 ms longer')
})

test('the side that is chosen already is told as everywhere; one that is not there says so', async ({
  page,
  complaints,
}) => {
  complaints.allow(/404/)
  await page.goto(`/trace/...${SLOW}`)
  const chosen = page.getByRole('region', { name: 'Side B' })
  await expect(chosen).toContainText(/810 ms.*api-gateway POST \/api\/checkout.*61 spans.*\d{4}-\d\d-\d\d/)
  await expect(chosen).toContainText(SLOW)
  await page.goto('/trace/...00000000000000000000000000000abc')
  await expect(chosen.getByRole('status')).toContainText('Asking again…')
  await chosen.getByRole('button', { name: 'Change' }).click()
  await expect(page.getByRole('textbox', { name: /^Trace B/ })).toBeVisible()
})

test('the clocks are switched on both sides at once', async ({ page }) => {
  // A's order service is 350 ms behind; B's clocks are right.
  await page.goto(`/trace/${traceIdOf('clock-skew/behind-350')}...${traceIdOf('clock-skew/control')}?uiFind=SELECT`)
  await page.getByRole('searchbox', { name: 'Find in both traces' }).press('Enter')
  const starts = page.getByTestId('pair-details').getByRole('row', { name: /^Starts at/ })
  await expect(starts).toBeVisible()
  const clocks = page.getByRole('switch', { name: 'Corrected clocks' })
  await expect(clocks).toHaveAttribute('aria-checked', 'true')
  const corrected = await starts.textContent()
  await clocks.click()
  await expect(page).toHaveURL(/clocks=raw/)
  await expect(clocks).toHaveAttribute('aria-checked', 'false')
  // The skew is 350 ms, the request takes less than half of it.
  await expect(starts).toContainText(/[+−]3[3-7]\d ms/)
  expect(corrected).not.toMatch(/[+−]3[3-7]\d ms/)
  await page.getByRole('button', { name: 'Swap A and B' }).click()
  await expect(clocks).toHaveAttribute('aria-checked', 'false')
  await expect(starts).toContainText(/[+−]3[3-7]\d ms/)
})

test('two requests of different kinds: said so, and the numbers still add up', async ({ page }) => {
  await page.goto(`/trace/${traceIdOf('n-plus-one/control-join')}...${SLOW}`)
  await expect(page.getByText(/^0 spans in both.* nothing in them can be held against each other$/)).toBeVisible()
  await expect(page.getByText('No span is in both, so that no tags can be compared.')).toBeVisible()
  const costs = page.getByRole('table', { name: 'What made the difference' })
  const toUs = (text: string) => Number(text.replace('−', '-').replaceAll(/[^\d-]/g, ''))
  const cells = await costs
    .locator('tbody tr td:nth-child(6)')
    .evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''))
  const total = toUs((await costs.locator('tfoot td').nth(4).getAttribute('title')) ?? '')
  expect(cells.map(toUs).reduce((sum, us) => sum + us, 0)).toBe(total)
})

test('the border between names and time moves by keys and by pointer, and back', async ({ page }) => {
  await openComparison(page)
  const border = page.getByRole('separator', { name: 'Resize name column' })
  const nameOf = spans(page).getByRole('row').first().getByRole('gridcell').first()
  const width = async () => Math.round((await nameOf.boundingBox())!.width)
  const before = await width()
  await border.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  expect(await width()).toBeGreaterThan(before + 50)
  const box = (await border.boundingBox())!
  await page.mouse.move(box.x + 4, box.y + 8)
  await page.mouse.down()
  await page.mouse.move(box.x + 4 - 120, box.y + 8, { steps: 3 })
  await page.mouse.up()
  expect(await width()).toBeLessThan(before)
  await border.dblclick()
  expect(await width()).toBe(before)
})

test('on a phone the tree has the width, the details are below it', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await openComparison(page)
  await spans(page).getByRole('row').nth(1).click()
  const tree = (await spans(page).boundingBox())!
  const details = (await page.getByTestId('pair-details').boundingBox())!
  expect(tree.width).toBeGreaterThan(340)
  expect(details.y).toBeGreaterThan(tree.y + tree.height - 1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  // No digit of a time is cut off, in one column of bars or in two.
  for (const view of ['merged', 'side']) {
    await page.goto(`/trace/${FAST}...${SLOW}?view=${view}`)
    await expect(spans(page).getByText('A 213 ms')).toBeVisible()
    const cut = await spans(page)
      .getByText(/^[AB] \d/)
      .evaluateAll((all) =>
        all
          .filter((text) => {
            const [{ left, right }, box] = [text.getBoundingClientRect(), text.parentElement!.getBoundingClientRect()]
            return left < box.left - 1 || right > box.right + 1
          })
          .map((text) => text.textContent),
      )
    expect(cut, view).toEqual([])
  }
})
