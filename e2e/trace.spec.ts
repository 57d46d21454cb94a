import type { Locator, Page } from '@playwright/test'
import { expect, openTrace, test, traceIdOf, truthOf } from './fixtures.ts'

const DOCUMENT = 'doc-pipeline/gap-201'

/** `201,767 µs` → 201767. */
const microseconds = (text: string | null) => Number((text ?? '').replace(/[^\d]/g, ''))
const exactOf = async (cell: Locator) => microseconds(await cell.getAttribute('data-tip'))
const findings = (page: Page) => page.getByRole('region', { name: 'Findings' })
const details = (page: Page) => page.getByRole('region', { name: 'Details' })
const ledger = (page: Page) => page.getByRole('table', { name: 'Where the time went' })
const rows = (page: Page) => page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')

test.describe('where the time went', () => {
  test('the hidden 201 ms are a row and a finding, with their true length', async ({ page }) => {
    const [hidden] = truthOf(DOCUMENT).groundTruth.uninstrumented
    const gapUs = hidden.gapEndUs - hidden.gapStartUs
    await openTrace(page, DOCUMENT)
    await expect(
      rows(page)
        .filter({ hasText: /^Gap/ })
        .or(page.getByRole('row', { name: /^Gap.*20[12] ms/ }))
        .first(),
    ).toBeVisible()
    await findings(page)
      .getByRole('button', { name: /20[12] ms of nothing between document.extract_text and document.chunk/ })
      .click()
    const shown = details(page).getByText(/\(20\d,\d{3} µs\)/)
    await expect(shown).toBeVisible()
    expect(Math.abs(microseconds(await shown.textContent()) - gapUs)).toBeLessThanOrEqual(1)
    await expect(details(page)).toContainText('document.extract_text')
    await expect(details(page)).toContainText('document.chunk')
  })

  for (const grouping of ['Operation', 'Service', 'Category']) {
    test(`by ${grouping.toLowerCase()}, the lines sum to the duration to the microsecond`, async ({ page }) => {
      await openTrace(page, DOCUMENT)
      await page.getByRole('radio', { name: grouping, exact: true }).check()
      const lines = ledger(page).locator('tbody tr')
      await expect(lines.first()).toBeVisible()
      let sum = 0
      for (const line of await lines.all()) sum += await exactOf(line.locator('td').nth(-2))
      expect(sum).toBe(await exactOf(ledger(page).locator('tfoot td').first()))
      const heading = page
        .getByRole('heading', { level: 1 })
        .locator('xpath=following-sibling::p')
        .locator('[data-tip]')
        .first()
      expect(sum).toBe(await exactOf(heading))
    })
  }

  test('a line picks out its spans and leads to the longest', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await ledger(page)
      .getByRole('button', { name: /embed|embeddings/ })
      .first()
      .click()
    await expect(details(page)).toBeVisible()
    await expect(ledger(page).locator('[aria-pressed=true]')).toHaveCount(1)
  })
})

test.describe('clocks', () => {
  for (const [variant, service, sentence] of [
    ['behind-350', 'order-service', /order-service’s clock is 3(49|5\d)(\.\d)? ms behind \(± [\d.]+ ms\)/],
    ['ahead-900', 'inventory-service', /inventory-service’s clock is (89\d|90\d)(\.\d)? ms ahead \(± [\d.]+ ms\)/],
  ] as const) {
    test(`${variant}: says whose clock is off, and the switch lines the spans up`, async ({ page }) => {
      await openTrace(page, `clock-skew/${variant}`)
      const toggle = page.getByRole('switch', { name: 'Corrected clocks' })
      await expect(toggle).toBeChecked()
      await expect(page.getByText(sentence)).toBeVisible()
      await expect(page.getByText(/^Corrected: /)).toBeVisible()
      await rows(page).filter({ hasText: service }).first().click()
      const offset = details(page).getByText(/drawn .* (earlier|later) than recorded/)
      await expect(offset).toBeVisible()
      await toggle.click()
      await expect(page.getByText(/^As recorded: /)).toBeVisible()
      await expect(page).toHaveURL(/clocks=raw/)
      await expect(offset).toBeHidden()
      await toggle.click()
      await expect(page.getByText(/^Corrected: /)).toBeVisible()
      await expect(offset).toBeVisible()
    })
  }

  test('right clocks are left alone', async ({ page }) => {
    await openTrace(page, 'clock-skew/control')
    await expect(page.getByRole('switch', { name: 'Corrected clocks' })).not.toBeChecked()
    await expect(page.getByRole('switch', { name: 'Corrected clocks' })).toBeDisabled()
    await expect(findings(page).getByText('Clocks', { exact: false })).toHaveCount(0)
  })
})

test.describe('a span', () => {
  test('opens with tags and process; the link brings another reader to the same place', async ({ page, context }) => {
    await openTrace(page, DOCUMENT)
    await page
      .getByRole('treegrid')
      .getByRole('row', { name: /^document-service document\.chunk/ })
      .click()
    await expect(details(page).getByRole('table', { name: 'Tags' })).toBeVisible()
    await expect(page).toHaveURL(/span=b5bc201efdaf27c9/)
    const other = await context.newPage()
    await other.goto(page.url())
    await expect(details(other).getByRole('heading', { name: 'document.chunk' })).toBeVisible()
  })

  test('tags are filtered by key and value', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await rows(page).nth(0).click()
    const tags = details(page).getByRole('table', { name: 'Tags' })
    await expect(tags).toBeVisible()
    const all = await tags.getByRole('row').count()
    await details(page).getByRole('searchbox', { name: 'Filter tags' }).fill('http.method')
    await expect(tags.getByRole('row')).toHaveCount(1)
    expect(all).toBeGreaterThan(1)
  })

  test('Escape closes the details', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await rows(page).nth(0).click()
    await expect(details(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(details(page)).toBeHidden()
    await expect(page).not.toHaveURL(/span=/)
  })

  test('secrets are masked until clicked', async ({ page }) => {
    await openTrace(page, 'sensitive/login-and-pay')
    const secrets = findings(page).getByRole('region', { name: 'Secrets' })
    await secrets.getByRole('button').first().click()
    const masked = details(page)
      .getByRole('button', { name: /^Masked: / })
      .first()
    await expect(masked).toBeVisible()
    const count = await details(page)
      .getByRole('button', { name: /^Masked: / })
      .count()
    await masked.click()
    await expect(details(page).getByRole('button', { name: /^Masked: / })).toHaveCount(count - 1)
  })
})

test.describe('find', () => {
  test('counts, goes on and back, and is in the address', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await page.keyboard.press('f')
    const box = page.getByRole('textbox', { name: 'Find in trace' })
    await expect(box).toBeFocused()
    await box.fill('document.')
    const status = page.locator('#find-count')
    await expect(status).toHaveText(/^\d+$/)
    const count = Number(await status.textContent())
    expect(count).toBeGreaterThan(2)
    await box.press('Enter')
    await expect(status).toHaveText(`1/${count}`)
    await box.press('Enter')
    await expect(status).toHaveText(`2/${count}`)
    await box.press('Shift+Enter')
    await box.press('Shift+Enter')
    await expect(status).toHaveText(`${count}/${count}`)
    await expect(page).toHaveURL(/uiFind=document/)
    await box.fill('nowhere to be found')
    await expect(status).toHaveText('none')
  })

  test('an old uiFind link searches', async ({ page }) => {
    await openTrace(page, DOCUMENT, '?uiFind=chunk')
    await expect(page.locator('#find-count')).toHaveText(/^\d+$/)
  })
})

test.describe('keyboard', () => {
  test('n and p go from gap to gap, wherever the focus is', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await page.keyboard.press('n')
    await expect(details(page).getByRole('heading', { name: /^Gap / })).toBeVisible()
    await expect(page).toHaveURL(/gap=\d+/)
  })
})

test.describe('every form of a trace id', () => {
  const id = traceIdOf(DOCUMENT)
  const span = 'b5bc201efdaf27c9'
  const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  for (const form of [
    id.toUpperCase(),
    dashed,
    `0x${id}`,
    `00-${id}-${span}-01`,
    `${id}-${span}-1`,
    `${id}:${span}:0:1`,
    `1-${id.slice(0, 8)}-${id.slice(8)}`,
  ]) {
    test(form, async ({ page }) => {
      await page.goto(`/trace/${encodeURIComponent(form)}`)
      await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
      await expect(page.getByText(id.slice(0, 8), { exact: false }).first()).toBeVisible()
      if (form.includes(span))
        await expect(details(page).getByRole('heading', { name: 'document.chunk' })).toBeVisible()
    })
  }

  test('what is none says what would be', async ({ page }) => {
    await page.goto('/trace/hello')
    await expect(page.getByRole('heading', { name: 'That is no trace id' })).toBeVisible()
  })
})

test.describe('other views', () => {
  test('flame, table and logs share the selection', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await page
      .getByRole('treegrid')
      .getByRole('row', { name: /^document-service document\.chunk/ })
      .click()
    await page.getByRole('radio', { name: 'Flame' }).check()
    await expect(page.getByRole('img', { name: /^Flame chart of \d+ spans/ })).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: 'document.chunk' })).toBeVisible()
    await page.getByRole('radio', { name: 'Table' }).check()
    const table = page.getByRole('table', { name: 'Spans by group' })
    await expect(table).toBeVisible()
    await table.getByRole('button', { name: 'Max' }).click()
    await expect(table.getByRole('columnheader', { name: 'Max' })).toHaveAttribute('aria-sort', 'descending')
    await page.getByRole('radio', { name: 'Logs' }).check()
    await expect(
      page.getByRole('list', { name: 'Events' }).or(page.getByText(/No span of this trace carries events/)),
    ).toBeVisible()
    await expect(page).toHaveURL(/view=logs/)
    await expect(details(page).getByRole('heading', { name: 'document.chunk' })).toBeVisible()
  })

  test('the table sums by any tag', async ({ page }) => {
    await page.goto(`/trace/${traceIdOf(DOCUMENT)}?view=table`)
    await page.getByRole('radio', { name: 'Tag' }).check()
    await page.getByRole('combobox', { name: 'Tag to group by' }).fill('http.method')
    await expect(page.getByRole('table', { name: 'Spans by group' }).getByRole('row', { name: /POST/ })).toBeVisible()
  })
})

test.describe('when it does not work', () => {
  test('without WebAssembly the trace is read all the same', async ({ page, complaints }) => {
    complaints.allow(/wasm/)
    await openTrace(page, DOCUMENT)
    const names = () => rows(page).allInnerTexts()
    const read = await names()
    let asked = 0
    await page.route('**/*.wasm', (route) => {
      asked++
      return route.fulfill({ status: 404, body: 'Not found' })
    })
    await openTrace(page, DOCUMENT)
    await expect.poll(names).toEqual(read)
    expect(asked, 'the scanner and the kernels').toBe(2)
  })

  const url = new RegExp(`/api/(v3/)?traces/${traceIdOf(DOCUMENT)}`)
  const open = (page: Page) => page.goto(`/trace/${traceIdOf(DOCUMENT)}`)
  const noise = /Failed to load resource|net::ERR/

  for (const [what, answer, title] of [
    [
      '500',
      {
        status: 500,
        contentType: 'text/plain',
        body: '{"data":null,"errors":[{"code":500,"msg":"storage exploded"}]}',
      },
      'The backend could not give the trace',
    ],
    [
      'a page',
      { status: 200, contentType: 'text/html', body: '<!doctype html><title>Login</title>' },
      'A web page came instead of a trace',
    ],
    ['bad JSON', { status: 200, contentType: 'application/json', body: '{"data": [}' }, /The answer/],
    [
      'a body that breaks off',
      {
        status: 200,
        contentType: 'application/json',
        body: '{"data":[{"traceID":"1","spans":[{"traceID":"1","spanID":"2","operationName":"x"',
      },
      /The answer/,
    ],
  ] as const) {
    test(`${what}: a clear message, and the retry works`, async ({ page, complaints }) => {
      complaints.allow(noise)
      let broken = true
      await page.route(url, (route) => (broken ? route.fulfill(answer) : route.continue()))
      await open(page)
      await expect(page.getByRole('alert').getByRole('heading', { name: title })).toBeVisible()
      if (what === '500') {
        await expect(page.getByText(/^The server answered 500.*storage exploded/)).toBeVisible()
        await page.getByText('Details').click()
        await expect(page.locator('pre').getByText('storage exploded')).toBeVisible()
      }
      broken = false
      await page.getByRole('button', { name: 'Try again' }).click()
      await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
    })
  }

  test('a backend that is down, and comes back', async ({ page, complaints }) => {
    complaints.allow(noise)
    let down = true
    await page.route(url, (route) => (down ? route.abort('connectionrefused') : route.continue()))
    await open(page)
    await expect(page.getByRole('heading', { name: 'The tracing backend does not answer' })).toBeVisible()
    down = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  })

  test('a link that is faster than its trace waits for it', async ({ page, complaints }) => {
    complaints.allow(noise)
    let asked = 0
    await page.route(url, (route) =>
      ++asked < 3
        ? route.fulfill({
            status: 404,
            contentType: 'text/plain',
            body: '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}',
          })
        : route.continue(),
    )
    await open(page)
    await expect(page.getByRole('heading', { name: 'Not stored yet, trying again' })).toBeVisible()
    await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  })

  test('the waiting can be stopped', async ({ page, complaints }) => {
    complaints.allow(noise)
    await page.route(url, (route) =>
      route.fulfill({
        status: 404,
        contentType: 'text/plain',
        body: '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}',
      }),
    )
    await open(page)
    await page.getByRole('button', { name: 'Stop trying' }).click()
    await expect(page.getByRole('button', { name: 'Load it again' })).toBeVisible()
  })

  test('half an id is said to be one while it is waited for', async ({ page, complaints }) => {
    complaints.allow(/Failed to load resource/)
    await page.goto('/trace/1234567890abcdef')
    await expect(page.getByRole('heading', { name: 'Not stored yet, trying again' })).toBeVisible()
    await expect(page.getByText('The id has only 16 digits')).toBeVisible()
    await expect(page.getByText('does not know trace 1234567890abcdef.')).toBeVisible()
  })

  test('a stall can be cancelled', async ({ page, complaints }) => {
    complaints.allow(noise)
    let stalled = true
    await page.route(url, (route) => (stalled ? undefined : route.continue()))
    await open(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: 'Loading was stopped' })).toBeVisible()
    stalled = false
    await page.getByRole('button', { name: 'Load it again' }).click()
    await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
  })
})

test.describe('what a trace hides', () => {
  test('a lost context says where the breadcrumbs stop', async ({ page }) => {
    await openTrace(page, 'broken-propagation/http-header-stripped')
    const lost = findings(page).getByRole('region', { name: 'Lost and missing' })
    await lost.getByRole('button').first().click()
    await expect(details(page).getByRole('region', { name: 'Found here' })).toContainText(/breadcrumbs stop/)
  })

  test('a parent that was never received is a row and a finding', async ({ page }) => {
    await openTrace(page, 'not-exported/middle-off')
    await findings(page).getByRole('region', { name: 'Lost and missing' }).getByRole('button').first().click()
    await expect(details(page).getByRole('heading', { name: /never received/ })).toBeVisible()
  })

  test('repeats are selected as one row, shut', async ({ page }) => {
    await openTrace(page, 'n-plus-one/sequential-120-sql')
    await findings(page)
      .getByRole('button', { name: /^120 × SELECT/ })
      .click()
    await expect(details(page).getByText('120 spans, one after the other')).toBeVisible()
    await expect(page.getByRole('treegrid').getByRole('row', { selected: true })).toHaveCount(1)
  })

  test('asynchronous work has a ledger of its own, with its wait', async ({ page }) => {
    await openTrace(page, 'kafka-async/child-of')
    const which = page.getByRole('combobox', { name: 'Which ledger' })
    const async = which.locator('option', { hasText: /^Asynchronous: / }).first()
    await which.selectOption((await async.getAttribute('value'))!)
    await expect(page.getByText(/began after .* in a queue/)).toBeVisible()
    const lines = ledger(page).locator('tbody tr')
    let sum = 0
    for (const line of await lines.all()) sum += await exactOf(line.locator('td').nth(-2))
    expect(sum).toBe(await exactOf(ledger(page).locator('tfoot td').first()))
  })

  test('hostile text is inert', async ({ page }) => {
    await openTrace(page, 'odd-values/injection')
    const grid = page.getByRole('treegrid', { name: 'Spans' })
    for (let i = 0; i < Math.min(6, await grid.getByRole('row').count()); i++) {
      await grid.getByRole('row').nth(i).click()
      await expect(details(page)).toBeVisible()
    }
    expect(
      await page.evaluate(() => document.querySelectorAll('main script, main iframe, main img:not([role])').length),
    ).toBe(0)
    for (const link of await details(page).getByRole('link').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|\/)/)
  })

  test('a value of 100 kB is cut until asked for', async ({ page }) => {
    await openTrace(page, 'odd-values/huge-values')
    await page
      .getByRole('treegrid')
      .getByRole('row', { name: /^odd-\S+ long attribute values/ })
      .click()
    const all = details(page)
      .getByRole('button', { name: /^Show all [\d,]+ characters/ })
      .first()
    await all.click()
    await expect(details(page).getByRole('button', { name: 'Show less' }).first()).toBeVisible()
  })
})

test.describe('gap threshold', () => {
  test('a lower one shows more gaps, and is in the address', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const gaps = page.getByRole('row', { name: /^Gap/ })
    await expect(gaps.first()).toBeVisible()
    const before = await gaps.count()
    await page.getByRole('textbox', { name: 'Shortest gap shown, exactly' }).fill('500us')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/minGap=500us/)
    await expect.poll(() => gaps.count()).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await expect.poll(() => gaps.count()).toBe(before)
    await expect(page).not.toHaveURL(/minGap/)
  })
})

test.describe('export', () => {
  test('the report as Markdown, the trace as JSON, secrets masked', async ({ page }) => {
    await openTrace(page, 'sensitive/login-and-pay')
    const save = async (name: string) => {
      await page.getByRole('button', { name: 'Export' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name }).click()
      const chunks: Buffer[] = []
      for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).toString()
    }
    expect(await save('Download report as Markdown')).toContain('POST /login')
    const json = await save('Download trace as Jaeger JSON')
    expect(JSON.parse(json).data[0].spans.length).toBeGreaterThan(0)
    for (const { value } of truthOf('sensitive/login-and-pay').groundTruth.sensitive) {
      if (typeof value === 'string' && value.length > 6) expect(json).not.toContain(JSON.stringify(value).slice(1, -1))
    }
  })
})

test('a trace that still grows offers its new spans', async ({ page, request }) => {
  const url = `/api/traces/${traceIdOf(DOCUMENT)}`
  const whole = await (await request.get(url)).json()
  const [trace] = whole.data
  const lastEnd = Math.max(
    ...trace.spans.map((span: { startTime: number; duration: number }) => span.startTime + span.duration),
  )
  const shift = Date.now() * 1000 - lastEnd
  for (const span of trace.spans) {
    span.startTime += shift
    for (const log of span.logs) log.timestamp += shift
  }
  const part = { ...whole, data: [{ ...trace, spans: trace.spans.slice(0, -2) }] }
  let asked = 0
  // Either API's path; a body is read by what it is.
  await page.route(new RegExp(`/api/(v3/)?traces/${traceIdOf(DOCUMENT)}`), (route) =>
    route.fulfill({ json: ++asked === 1 ? part : whole }),
  )
  await openTrace(page, DOCUMENT)
  await page.getByRole('button', { name: '2 new spans' }).click({ timeout: 20_000 })
  await expect(page.getByText(`${trace.spans.length} spans`, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: '2 new spans' })).toBeHidden()
})

test('a link to another trace opens it at its span, and Back comes back to the selection', async ({ page }) => {
  const [last] = truthOf('kafka-async/batch-links').traceIDs.slice(-1)
  await page.goto(`/trace/${last}`)
  await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first().click()
  const heading = details(page).getByRole('heading', { level: 2 })
  const name = await heading.textContent()
  await expect(page).toHaveURL(/span=/)
  await details(page)
    .getByRole('link', { name: /^span .* of trace / })
    .first()
    .click()
  await expect(page).not.toHaveURL(new RegExp(last))
  await expect(heading).not.toHaveText(name!)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(last))
  await expect(heading).toHaveText(name!)
})

test('repeats can be drawn one by one', async ({ page }) => {
  await openTrace(page, 'n-plus-one/sequential-120-sql')
  const grid = page.getByRole('treegrid', { name: 'Spans' })
  await expect(grid.getByRole('row', { name: /120/ }).first()).toBeVisible()
  const folded = await grid.getByRole('row').count()
  await page.getByRole('checkbox', { name: 'Group repeats' }).uncheck()
  await expect.poll(() => grid.getByRole('row').count()).toBeGreaterThan(folded + 100)
})

test('the title of the page names the trace', async ({ page }) => {
  await openTrace(page, DOCUMENT)
  await expect(page).toHaveTitle(/POST \/api\/documents.*1\.8\d? s/)
})
