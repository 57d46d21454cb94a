import type { Locator, Page, Route } from '@playwright/test'
import { expect, openSearch, test } from './fixtures.ts'

const results = (page: Page) => page.getByRole('list', { name: 'Traces' }).getByRole('listitem')
const uploads = { service: 'document-service', lookback: '2d', limit: '100' }

/** By Tab alone, as someone without a mouse gets there; backwards where that is nearer. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await expect(target).toBeVisible()
  for (let press = 0; press < 120; press++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead to ${target}`)
}

test('the whole journey by keyboard: form, help, sort, a trace and back, older ones, saved, live', async ({ page }) => {
  test.slow()
  await openSearch(page)
  const service = page.getByLabel('Service', { exact: true })
  await tabTo(page, service)
  await page.keyboard.type('document')
  await expect(page.getByRole('option', { name: 'document-service' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(service).toHaveValue('document-service')

  const tags = page.getByLabel('Tags', { exact: true })
  await tabTo(page, tags)
  await page.keyboard.type('http.method=POST')
  const help = page.getByRole('button', { name: 'What tags can say' })
  await tabTo(page, help)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'What tags can say' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(help).toBeFocused()

  const lookback = page.getByLabel('Lookback')
  await tabTo(page, lookback)
  for (let press = 0; press < 12 && (await lookback.inputValue()) !== '2d'; press++)
    await page.keyboard.press('ArrowDown')
  await expect(lookback).toHaveValue('2d')
  await tabTo(page, page.getByLabel('Limit results'))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await expect(results(page)).toHaveCount(3)
  await expect(page).toHaveURL(/tags=/)

  const sort = page.getByLabel('Sort')
  await tabTo(page, sort)
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/sort=longest/)
  const first = results(page).first().getByRole('link')
  const href = await first.getAttribute('href')
  await tabTo(page, first)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`${href}`))
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  // The browser's own key for "back" belongs to its window, which is not here.
  await page.goBack()
  await expect(results(page)).toHaveCount(3)
  await expect(first).toHaveAttribute('href', href!)
  await expect(service).toHaveValue('document-service')
  await expect(tags).toHaveValue('http.method=POST')
  await expect(sort).toHaveValue('longest')

  await tabTo(page, page.getByRole('button', { name: 'Load older ones' }))
  await page.keyboard.press('Enter')
  await expect(results(page).nth(3)).toBeVisible()

  await tabTo(page, page.getByRole('button', { name: 'Save search' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  const name = page.getByRole('dialog').getByLabel('Name')
  await tabTo(page, name)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Posted')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()

  const live = page.getByLabel('Live')
  await tabTo(page, live, 'Shift+Tab')
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/live=5/)
  await expect(live).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page).not.toHaveURL(/live=/)

  await tabTo(page, page.getByRole('link', { name: 'Lacuna: new search' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: 'Posted' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/sort=longest/)
  await expect(results(page).first()).toBeVisible()
  await expect(tags).toHaveValue('http.method=POST')
})

test('what was typed before the suggestions were here is suggested for once they are', async ({ page }) => {
  const gate = openLater()
  await page.route(/ComboBoxList|\/api\/(v3\/)?services$/, async (route) => {
    await gate.opened
    await route.continue()
  })
  await page.goto('/search')
  const service = page.getByLabel('Service', { exact: true })
  await service.click()
  await page.keyboard.type('docu')
  gate.open()
  await page.getByRole('option', { name: 'document-service' }).click()
  await expect(service).toHaveValue('document-service')
})

test.describe('a backend that sends summaries', () => {
  const shares = (page: Page) => results(page).filter({ hasText: '% unexplained' })
  const nameOf = (href: string | null) => href!.split('/').at(-1)!
  /** More than fit on a screen. */
  const payments = { ...uploads, service: 'payment-service' }
  const open = (page: Page) => page.goto(`/search?${new URLSearchParams(payments)}`)

  test('the unexplained time comes for the rows in view, a few at a time, and for all on request', async ({ page }) => {
    await sendSummaries(page)
    await page.setViewportSize({ width: 1280, height: 620 })
    let gate = openLater()
    const asked: string[] = []
    let running = 0
    let most = 0
    await page.route(/\/api\/v3\/traces\/[0-9a-f]+/, async (route) => {
      asked.push(nameOf(new URL(route.request().url()).pathname))
      most = Math.max(most, ++running)
      await gate.opened
      running--
      await route.continue()
    })
    await open(page)
    await expect(results(page).nth(5)).toBeVisible()
    await expect.poll(() => asked.length).toBe(3)
    await expect(shares(page)).toHaveCount(0)
    gate.open()
    await expect(results(page).first()).toContainText('% unexplained')
    const last = results(page).last()
    expect(asked).not.toContain(nameOf(await last.getByRole('link').getAttribute('href')))
    expect(most).toBe(3)
    await last.scrollIntoViewIfNeeded()
    await expect(last).toContainText('% unexplained')

    await page.evaluate(() => scrollTo(0, 0))
    gate = openLater()
    await page.getByLabel('Sort').selectOption('most-unexplained')
    const note = page.getByText('The backend sent summaries')
    await expect(note).toContainText(/known of \d+ of \d+ traces/)
    await note.getByRole('button', { name: /^Read/ }).click()
    gate.open()
    await expect(note).toBeHidden()
    expect(new Set(asked).size).toBe(asked.length)
    const rows = await csvOf(page)
    expect(rows).toHaveLength(asked.length)
    const unexplained = rows.map((row) => Number(row.unexplained_us))
    expect(unexplained).not.toContain(NaN)
    expect(unexplained).toEqual(unexplained.toSorted((a, b) => b - a))
  })

  test('a column is filled for the rows in view; what cannot be had says so', async ({ page, complaints }) => {
    complaints.allow(/Failed to load resource/)
    await sendSummaries(page)
    const gate = openLater()
    let asked = 0
    await page.route(/\/api\/v3\/traces\/[0-9a-f]+/, async (route) => {
      if (++asked === 1) return route.fulfill({ status: 500, body: 'lost' })
      await gate.opened
      await route.continue()
    })
    await page.goto(`/search?${new URLSearchParams({ ...uploads, limit: '6' })}&col=http.method`)
    await expect(results(page).filter({ hasText: 'not loaded' })).toHaveCount(1)
    await expect(page.getByLabel('http.method is not read yet')).toHaveCount(5)
    gate.open()
    await expect(page.getByLabel('http.method is not read yet')).toHaveCount(0)
    await expect(
      results(page)
        .filter({ hasText: /POST|GET/ })
        .first(),
    ).toBeVisible()
  })

  test('leaving the page ends what is under way, and begins nothing more', async ({ page }) => {
    await sendSummaries(page)
    const held: Route[] = []
    const ended: string[] = []
    page.on('requestfailed', (request) => ended.push(request.url()))
    await page.route(/\/api\/v3\/traces\/[0-9a-f]+/, (route) => void held.push(route))
    await open(page)
    await expect.poll(() => held.length).toBe(3)
    await page.getByRole('link', { name: 'Dependencies' }).click()
    await expect(page).toHaveURL(/\/dependencies/)
    await expect.poll(() => held.every((route) => ended.includes(route.request().url()))).toBe(true)
    expect(held).toHaveLength(3)
  })

  test('starts in 1970 and in the next century do not press the plot flat: they are named, and shown on request', async ({
    page,
    complaints,
  }) => {
    complaints.allow(/Failed to load resource/)
    const far = ['1000', '4102444800000000000']
    await sendSummaries(page, (summary, i) => (i < 2 ? { ...summary, ...span(far[i]) } : summary))
    // The whole traces would tell the true times.
    await page.route(/\/api\/v3\/traces\/[0-9a-f]+/, (route) => route.fulfill({ status: 500, body: 'no' }))
    await open(page)
    const points = page.getByRole('group', { name: /Start and duration/ }).getByRole('link')
    await expect(page.getByText(/2 traces outside of the plot.*1970-01-01, 2100-01-01/)).toBeVisible()
    const total = await results(page).count()
    await expect(points).toHaveCount(total - 2)
    const widthOf = async () => {
      const [a, b] = [await points.nth(1).boundingBox(), await points.nth(-2).boundingBox()]
      return b!.x - a!.x
    }
    const wide = await widthOf()
    await page.getByRole('button', { name: 'Show in the plot' }).click()
    await expect(points).toHaveCount(total)
    expect(await widthOf()).toBeLessThan(wide / 10)
    await page.getByRole('button', { name: 'Leave out' }).click()
    await expect(points).toHaveCount(total - 2)
  })
})

const span = (startNanos: string) => ({
  minStartTimeUnixNano: startNanos,
  maxEndTimeUnixNano: String(BigInt(startNanos) + 5_000_000n),
})

function openLater() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

interface Summary {
  readonly traceId: string
  readonly [key: string]: unknown
}

interface Span {
  readonly operationName: string
  readonly startTime: number
  readonly duration: number
  readonly processID: string
  readonly references: readonly unknown[]
}

/** Makes the backend one as they come after 2.19: no `/api/services`, and summaries in answer to a search. Made of what the source has. */
async function sendSummaries(page: Page, change: (summary: Summary, i: number) => Summary = (same) => same) {
  await page.route(/\/api\/services$/, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.route(/\/api\/v3\/trace-summaries/, async (route) => {
    const asked = new URL(route.request().url())
    const micros = (name: string) => String(Date.parse(asked.searchParams.get(`query.${name}`)!) * 1e3)
    const search = new URLSearchParams({
      service: asked.searchParams.get('query.serviceName')!,
      start: micros('startTimeMin'),
      end: micros('startTimeMax'),
      limit: asked.searchParams.get('query.searchDepth')!,
    })
    const answer = await page.request.get(`/api/traces?${search}`)
    const { data } = (await answer.json()) as {
      data: { traceID: string; spans: Span[]; processes: Record<string, { serviceName: string }> }[]
    }
    const summaries = data.map(({ traceID, spans, processes }, i) => {
      const root = spans.find(({ references }) => references.length === 0) ?? spans[0]
      const start = Math.min(...spans.map(({ startTime }) => startTime))
      const end = Math.max(...spans.map(({ startTime, duration }) => startTime + duration))
      const summary = {
        traceId: traceID.padStart(32, '0'),
        rootServiceName: processes[root.processID].serviceName,
        rootOperationName: root.operationName,
        minStartTimeUnixNano: `${start}000`,
        maxEndTimeUnixNano: `${end}000`,
        spanCount: spans.length,
        services: [{ name: processes[root.processID].serviceName, spanCount: spans.length }],
      }
      return change(summary, i)
    })
    await route.fulfill({ json: { summaries } })
  })
}

/** The list as it is downloaded, by the names of its columns. */
async function csvOf(page: Page): Promise<Record<string, string>[]> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer)
  const [header, ...rows] = Buffer.concat(chunks).toString('utf8').trimEnd().split('\r\n')
  const names = header.replace('\uFEFF', '').split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i], cell])))
}
