import { request as httpRequest } from 'node:http'
import { expect, openSearch, openTrace, test, traceIdOf } from './fixtures.ts'

// A service called <img src=x onerror=…>, operations and values with scripts, prototype keys, control characters.
const HOSTILE = 'odd-values/injection'

test.describe('hostile names and values stay text', () => {
  test('in the waterfall and in the details of every span', async ({ page }) => {
    page.on('dialog', (dialog) => {
      throw new Error(`a dialog opened: ${dialog.message()}`)
    })
    await openTrace(page, HOSTILE)
    const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')
    await expect(rows.first()).toBeVisible()
    for (let row = 0; row < (await rows.count()); row++) {
      await rows.nth(row).click({ position: { x: 40, y: 10 } })
      expect(await page.evaluate(() => Object.keys(window).filter((name) => name.startsWith('__xss')))).toEqual([])
    }
    expect(await page.locator('a[href^="javascript:" i], a[href^="data:" i], img[onerror], iframe').count()).toBe(0)
  })

  test('in the search page', async ({ page }) => {
    await openSearch(page, { service: '<img src=x onerror="window.__xss=2">', lookback: '2d' })
    await expect(page.getByRole('list', { name: 'Traces' })).toBeVisible()
    expect(await page.evaluate(() => Object.keys(window).filter((name) => name.startsWith('__xss')))).toEqual([])
    expect(await page.locator('img').count()).toBe(0)
  })
})

test('a link to elsewhere gives nothing away', async ({ page }) => {
  await openTrace(page, 'doc-pipeline/gap-201')
  await page
    .getByRole('treegrid', { name: 'Spans' })
    .getByRole('row')
    .first()
    .click({ position: { x: 40, y: 10 } })
  const links = page.locator('a[href^="http://127.0.1.10:8080/"]')
  await expect(links.first()).toBeVisible()
  for (const link of await links.all()) expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
})

test.describe('the built server', () => {
  const answer = (url: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<number>((resolve, reject) => {
      httpRequest(url, { headers, method }, (response) => (response.resume(), resolve(response.statusCode ?? 0)))
        .on('error', reject)
        .end()
    })

  test('refuses foreign hosts and foreign writes', async ({ baseURL }) => {
    expect(await answer(`${baseURL}/api/services`, { host: 'evil.example' })).toBe(403)
    expect(await answer(`${baseURL}/api/services`, {})).toBe(200)
    expect(await answer(`${baseURL}/api/transform`, { origin: 'http://evil.example' }, 'POST')).toBe(403)
  })

  test('answers a missing file and an unknown trace without a page', async ({ request }) => {
    const file = await request.get('/static/gone-12345678.js')
    expect([file.status(), file.headers()['content-type']]).toEqual([404, expect.stringContaining('text/plain')])
    const trace = await request.get('/api/traces/0123456789abcdef0123456789abcdef')
    expect(trace.status()).toBe(404)
    expect(JSON.parse(await trace.text()).errors[0].code).toBe(404)
  })

  test('a deep link and its reload give the page', async ({ page }) => {
    await openTrace(page, 'checkout/basic-slow')
    await page.reload()
    await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(traceIdOf('checkout/basic-slow')))
  })

  test('a hashed script is compressed and kept for ever', async ({ page }) => {
    const scripts: Record<string, string>[] = []
    page.on('response', (response) => {
      if (/\/static\/.*-[\w-]{8}\.js$/.test(response.url())) scripts.push(response.headers())
    })
    await openSearch(page)
    expect(scripts.length).toBeGreaterThan(2)
    for (const headers of scripts) expect(headers['cache-control']).toContain('immutable')
    expect(scripts.some((headers) => headers['content-encoding'] === 'br')).toBe(true)
  })
})
