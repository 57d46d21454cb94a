import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'

const FAST = traceIdOf('checkout/basic-fast')
const SLOW = traceIdOf('checkout/basic-slow')

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Spans against their usual range' })

/** The fast trace 24 times over, as a search finds it, each a little different; the slow one against them. */
async function openAgainstMany(page: Page): Promise<void> {
  const body = (await (await page.request.get(`/api/traces/${FAST}`)).json()) as JaegerBody
  const many = Array.from({ length: 24 }, (_, n) => copyOf(body.data[0], n))
  await page.route(/\/api\/traces\?/, (route) => route.fulfill({ json: { ...body, data: many } }))
  await page.goto(`/trace/...${SLOW}?typical=1`)
  await expect(spans(page)).toBeVisible()
}

test('with fewer than 20 it says that it knows too little, and shows the ranges', async ({ page }) => {
  await page.goto(`/trace/...${SLOW}?typical=1`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('too little to say what is usual')
  const tree = page.getByRole('treegrid', { name: 'Spans against their usual range' })
  await expect(tree.getByRole('row', { name: /pricing\.tax, 146 ms, others/ }).first()).toBeVisible()
  await expect(tree.getByText(/[▲▼+−] (slower|faster|extra|missing)/)).toHaveCount(0)
  await expect(page.getByText(/usually/)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Only unusual' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Table' }).click()
  const table = page.getByRole('table', { name: 'Spans against their usual range' })
  await expect(table.getByRole('row', { name: /pricing\.tax/ }).first()).toBeVisible()
})

test('a link with its cohort works in a browser that has seen none of it', async ({ page }) => {
  const cohort = ['checkout/timing-fast', 'checkout/timing-slow', 'checkout/large-fast'].map((path) => traceIdOf(path))
  await page.goto(`/trace/...${SLOW}?typical=1&${cohort.map((id) => `cohort=${id}`).join('&')}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Only 3 other traces of this kind')
  const tree = page.getByRole('treegrid', { name: 'Spans against their usual range' })
  await expect(tree.getByText('in 3 of 3').first()).toBeVisible()
})

test('slower, extra and missing spans are marked in the tree, in shape and in words', async ({ page, source }) => {
  test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
  await openAgainstMany(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    /^Against 2\d other traces of this kind: \d+ spans took longer than usual, (\d+ spans? took less than usual, )?\d+ spans are extra, 1 usual call is missing\.$/,
  )
  const tree = page.getByRole('treegrid', { name: 'Spans against their usual range' })
  await tree.focus()
  await page.keyboard.press('*')
  // From the top on, once it is there: rows follow the scroll by a frame, on a busy machine by more.
  const rowOf = async (name: RegExp) => {
    await page.keyboard.press('Home')
    await expect(tree.locator('[role=row][aria-rowindex="1"]')).toBeVisible()
    const row = tree.getByRole('row', { name }).first()
    for (let tries = 0; tries < 12 && !(await row.isVisible()); tries++) {
      await page.keyboard.press('PageDown')
      await page.waitForTimeout(100)
    }
    return row
  }
  await expect(await rowOf(/pricing\.tax, 146 ms, usually 5\.\d+ ms.*, slower$/)).toContainText('▲ slower')
  await expect(await rowOf(/payment\.authorise.*, extra$/)).toContainText('+ extra')
  await expect(await rowOf(/usually there, missing here/)).toContainText('− missing')
  await (await rowOf(/pricing\.tax/)).click()
  await expect(page.getByRole('table', { name: 'This span against others' })).toContainText('146 ms ▲')
  await page.getByRole('button', { name: 'Only unusual' }).click()
  await expect(tree.getByRole('row', { name: /gateway\.authenticate/ })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('table', { name: 'This span against others' })).toBeVisible()
})

interface JaegerBody {
  readonly data: readonly JaegerTrace[]
}
interface JaegerTrace {
  readonly traceID: string
  readonly spans: readonly {
    readonly traceID: string
    readonly duration: number
    readonly references: readonly object[]
  }[]
}

/** Another trace of the same kind: its own id, and times a little longer. */
function copyOf(trace: JaegerTrace, n: number): JaegerTrace {
  const traceID = `${trace.traceID.slice(0, -2)}${(n + 16).toString(16)}`
  const spans = trace.spans.map((span) => ({
    ...span,
    traceID,
    duration: span.duration + (n % 3),
    references: span.references.map((reference) => ({ ...reference, traceID })),
  }))
  return { ...trace, traceID, spans }
}

test('n and p go through what is unusual; what is missing has its numbers, too; Esc lets go', async ({
  page,
  source,
}) => {
  test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
  await openAgainstMany(page)
  const details = page.getByTestId('typical-details')
  await page.keyboard.press('n')
  await expect(details.getByRole('heading')).toHaveText('api-gateway: POST /api/checkout')
  await page.keyboard.press('p')
  // Round the end: the last one is what is missing.
  await expect(details).toContainText(
    /checkout\.recommend.*Usually there, missing here: under .*, in 24 of 24 other traces/,
  )
  await page.reload()
  await expect(details).toContainText('Usually there, missing here')
  await page.keyboard.press('Escape')
  await expect(details).toHaveCount(0)
})

test('where the time beyond the usual was spent is named first, and a click away', async ({ page, source }) => {
  test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
  await openAgainstMany(page)
  const named = page.getByText(/^Own time beyond the usual:/).getByRole('button')
  await expect(named.first()).toHaveText(/^pricing-service pricing\.tax ×3 \+42\d ms$/)
  await expect(named.nth(1)).toHaveText(/^checkout-service checkout\.pay \+15\d ms$/)
  // From the table it leads to the tree.
  await page.getByRole('button', { name: 'Table' }).click()
  await named.nth(1).click()
  await expect(spans(page)).toBeVisible()
  await expect(page.getByTestId('typical-details').getByRole('heading')).toHaveText('checkout-service: checkout.pay')
})

test('finds in the tree, in what is missing, and in the table', async ({ page, source }) => {
  test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
  await openAgainstMany(page)
  await page.keyboard.press('f')
  const find = page.getByRole('searchbox', { name: 'Find in the trace' })
  await expect(find).toBeFocused()
  // A tag's value; then the name of something that is not there.
  await find.fill('unavailable')
  await find.press('Enter')
  await expect(page.getByText('1 of 1 match', { exact: true })).toBeVisible()
  await expect(page.getByTestId('typical-details').getByRole('heading')).toHaveText(
    'payment-service: payment.authorise',
  )
  await find.fill('checkout.recommend')
  await find.press('Enter')
  await expect(page.getByTestId('typical-details')).toContainText('missing here')
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('heading', { name: 'Usually there, missing here' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Spans against their usual range' })).toHaveCount(0)
  await find.fill('pricing.tax')
  const table = page.getByRole('table', { name: 'Spans against their usual range' })
  await expect(table.locator('tbody tr')).toHaveCount(3)
})

test('exports: Markdown with links and UTC, JSON with every span', async ({ page, source }) => {
  test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
  await openAgainstMany(page)
  const save = async (label: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: label }).click()
    return (await readFile((await (await download).path())!)).toString()
  }
  const markdown = await save('Download as Markdown')
  const sentence = (await page.getByRole('heading', { level: 1 }).textContent())!
  expect(markdown).toContain(sentence)
  expect(markdown).toMatch(new RegExp(`^http\\S+/trace/${SLOW} \\(\\d{4}-\\d\\d-\\d\\dT[^)]+Z\\)  \n`))
  expect(markdown).toMatch(/\nAgainst the others: http\S+typical=1/)
  expect(markdown).toMatch(/\| slower \| pricing-service +\| pricing\.tax +\| +146 ms \|/)
  expect(markdown).toContain('## Usually there, missing here')
  const report = JSON.parse(await save('Download as JSON')) as {
    readonly against: { readonly traceIDs: readonly string[] }
    readonly spans: readonly unknown[]
  }
  expect(report.against.traceIDs.length).toBeGreaterThanOrEqual(24)
  expect(report.spans.length).toBe(61)
})

test('the two sides: the many are listed by a search, either can be changed', async ({ page }) => {
  await page.goto(`/trace/...${SLOW}`)
  await page.getByRole('button', { name: /^What is typical of \d+ traces like B$/ }).click()
  await expect(spans(page)).toBeVisible()
  await expect(page.getByText('A is many traces: the two cannot change places.')).toBeVisible()
  await page.getByRole('button', { name: 'Choose another trace B' }).click()
  await expect(page.getByRole('region', { name: 'Side A' })).toContainText('What is typical')
  await page.getByLabel(/^Trace B/).fill(FAST)
  await page.getByRole('button', { name: 'Use it' }).click()
  await expect(spans(page)).toBeVisible()
  await page.getByRole('button', { name: 'Choose one trace as A' }).click()
  await page.getByRole('list', { name: 'Beside the other side' }).getByRole('button').first().click()
  await expect(page.getByRole('treegrid', { name: 'Compared spans' })).toBeVisible()
  await page.goBack()
  await page.goBack()
  await page.getByRole('link', { name: /^\d+ other traces$/ }).click()
  await expect(page.getByRole('list', { name: 'Traces' }).getByRole('listitem').first()).toBeVisible()
})

test('corrected clocks are a switch away', async ({ page }) => {
  await page.goto(`/trace/...${traceIdOf('clock-skew/behind-350')}?typical=1`)
  const clocks = page.getByRole('switch', { name: 'Corrected clocks' })
  const before = await clocks.getAttribute('aria-checked')
  await clocks.click()
  await expect(clocks).toHaveAttribute('aria-checked', before === 'true' ? 'false' : 'true')
  await expect(page).toHaveURL(/clocks=/)
})

test('a trace that is not there: said so, and another can be chosen', async ({ page, complaints }) => {
  complaints.allow(/500/)
  await page.route(/\/api\/.*traces\/0{8}/, (route) =>
    route.fulfill({ status: 500, contentType: 'text/plain', body: '{"errors":[{"code":500,"msg":"broken"}]}' }),
  )
  await page.goto('/trace/...00000000000000000000000000000abc?typical=1')
  await expect(page.getByRole('alert')).toContainText('The trace could not be loaded')
  await page.getByRole('button', { name: 'Choose another' }).click()
  await expect(page.getByRole('region', { name: 'Side A' })).toContainText('What is typical')
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in what is unusual, ${theme}`, async ({ page, source }) => {
    test.skip(source === 'jaeger-v3', 'the copies are made of Jaeger JSON')
    await page.emulateMedia({ colorScheme: theme })
    await openAgainstMany(page)
    await page.getByRole('searchbox', { name: 'Find in the trace' }).fill('checkout.recommend')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('typical-details')).toContainText('missing here')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([])
  })
}
