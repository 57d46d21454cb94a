import type { Page } from '@playwright/test'
import { expect, openTrace, test } from './fixtures.ts'

const PATTERNS = [
  { type: 'tags', key: 'http.url', url: 'https://proxy.example/?of=#{http.url}', text: 'Proxy log' },
  { type: 'tags', key: 'http.method', url: 'javascript:alert(#{http.method})', text: 'never' },
  { type: 'process', key: 'service.version', url: 'https://git.example/#{service.version}', text: 'Source' },
  { type: 'traces', url: 'https://logs.example/?trace=#{traceID}', text: 'Logs of #{traceName}' },
  { type: 'traces', url: 'https://apm.example/#{traceID}', text: 'APM' },
  {
    type: 'gaps',
    url: 'https://logs.example/?service=#{service}&from=#{startTime | epoch_micros_to_date_iso}&us=#{durationMicros}',
    text: 'Logs of #{service} in this gap',
  },
]

/** As if whoever serves the page had configured them. */
async function configure(page: Page, patterns: readonly unknown[]) {
  await page.route(/\/trace\/[^/]+$/, async (route) => {
    const answer = await route.fetch()
    const json = JSON.stringify({ linkPatterns: patterns }).replace(/</g, '\\u003c')
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace('id="lacuna-config">{}', () => `id="lacuna-config">${json}`),
    })
  })
}

const rows = (page: Page) => page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')

test('configured links are on tags, process tags, the trace and gaps, and lead to http(s) only', async ({ page }) => {
  await configure(page, PATTERNS)
  await openTrace(page, 'doc-pipeline/gap-201')
  await page.getByRole('button', { name: 'Links' }).click()
  const ofTrace = page.getByRole('menu', { name: 'Links of this trace' })
  await expect(ofTrace.getByRole('menuitem')).toHaveText(['Logs of api-gateway: POST /api/documents', 'APM'])
  await expect(ofTrace.getByRole('menuitem', { name: 'APM' })).toHaveAttribute(
    'href',
    /^https:\/\/apm\.example\/[0-9a-f]{32}$/,
  )
  await page.keyboard.press('Escape')

  await rows(page)
    .filter({ hasText: 'POST' })
    .nth(2)
    .click({ position: { x: 60, y: 10 } })
  const details = page.getByRole('region', { name: 'Details' })
  const link = details.getByRole('link', { name: 'Proxy log' })
  await expect(link).toHaveAttribute('href', /^https:\/\/proxy\.example\/\?of=http%3A%2F%2F/)
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(details.getByRole('link', { name: 'never' })).toHaveCount(0)

  await rows(page)
    .filter({ hasText: /^gap/ })
    .first()
    .click({ position: { x: 60, y: 10 } })
  const ofGap = details.getByRole('link', { name: 'Logs of document-service in this gap' })
  await expect(ofGap).toHaveAttribute(
    'href',
    /^https:\/\/logs\.example\/\?service=document-service&from=20\d\d-\d\d-\d\dT[\d%A]+\.\d+Z&us=20\d{4}$/,
  )
})

test('what a link needs may stand on a span above: the nearest counts', async ({ page }) => {
  await configure(page, [
    {
      type: 'tags',
      key: 'document.chunk_count',
      url: 'https://chunks.example/#{document.filename}?route=#{http.route}',
      text: 'Chunks of #{document.filename}',
    },
    { type: 'tags', key: 'document.chunk_count', url: 'https://chunks.example/#{db.statement}', text: 'of a sibling' },
  ])
  await openTrace(page, 'doc-pipeline/gap-201')
  await page
    .getByRole('treegrid', { name: 'Spans' })
    .getByRole('row', { name: /^document-service document\.chunk/ })
    .click({ position: { x: 60, y: 10 } })
  const details = page.getByRole('region', { name: 'Details' })
  // The file's name is its parent's, the route its grandparent's: the gateway has another.
  await expect(details.getByRole('link', { name: 'Chunks of report.pdf' })).toHaveAttribute(
    'href',
    'https://chunks.example/report.pdf?route=%2Fdocuments',
  )
  await expect(details.getByRole('link', { name: 'of a sibling' })).toHaveCount(0)
})

test('a sensitive value is not put into an address', async ({ page }) => {
  await configure(page, [
    { type: ['tags', 'logs'], url: 'https://logs.example/?all=#{password}', text: 'leaks' },
    { type: ['tags', 'logs', 'process'], url: 'https://logs.example/?service=#{service}', text: 'fine' },
  ])
  await openTrace(page, 'sensitive/login-and-pay')
  // A gap has no attributes.
  const ofSpans = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row', { name: /^(?!Gap)/ })
  const count = await ofSpans.count()
  for (let row = 0; row < count; row++) {
    await ofSpans.nth(row).click({ position: { x: 60, y: 10 } })
    await expect(
      page.getByRole('region', { name: 'Details' }).getByRole('link', { name: 'fine' }).first(),
    ).toBeVisible()
    await expect(page.getByRole('link', { name: 'leaks' })).toHaveCount(0)
  }
})
