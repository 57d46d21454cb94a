import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { ensureJaeger } from '../scripts/ensureJaeger.ts'
import { startJaeger } from '../scripts/realJaeger.ts'
import type { RealJaeger } from '../scripts/realJaeger.ts'
import { expect, test, traceIdOf } from './fixtures.ts'
import { DIST, startLacuna, startPlainPages } from './ways.ts'
import type { Running } from './ways.ts'

const TRACE = traceIdOf('doc-pipeline/gap-201')
test.describe.configure({ mode: 'default' })

const folder = mkdtempSync(join(tmpdir(), 'lacuna-config-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
const spans = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })
const paneOf = (href: string | null) => JSON.parse(new URL(href!).searchParams.get('panes')!).lacuna

test.describe('our own server with a file', () => {
  let lacuna: Running
  test.beforeAll(async () => {
    const file = join(folder, 'config.json')
    const configuration = {
      search: { defaultLookback: '6h', maxLookback: '12h', defaultLimit: 7, maxLimit: 50 },
      menu: [
        { label: 'Runbooks </script><script>alert(1)</script>', url: 'https://runbooks.example/' },
        { label: 'Team', items: [{ label: 'On call', url: '/oncall' }, { label: 'Version 3' }] },
      ],
      dependencies: { menuEnabled: false },
      timeZone: 'utc',
      topTagPrefixes: ['http.'],
      logs: { url: 'https://grafana.example', datasource: 'loki', paddingSeconds: 2, label: 'Loki' },
      timezone: 'utc',
      linkPatterns: 'none',
    }
    writeFileSync(file, JSON.stringify(configuration))
    lacuna = await startLacuna(['--demo', '--config', file])
  })
  test.afterAll(() => lacuna?.stop())

  test('the header has its links, the search its defaults and limits', async ({ page }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${lacuna.url}/search`)
    await page.getByRole('button', { name: 'Links' }).click()
    await expect(page.getByRole('menuitem', { name: /^Runbooks <\/script>/ })).toHaveAttribute(
      'href',
      'https://runbooks.example/',
    )
    await expect(page.getByRole('menuitem', { name: 'On call' })).toHaveAttribute('rel', 'noopener noreferrer')
    await expect(page.getByText('Version 3')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(
      page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Dependencies' }),
    ).toBeHidden()
    await expect(page.getByLabel('Limit results')).toHaveValue('7')
    await expect(page.getByLabel('Lookback')).toContainText('Last 6 hours')
    await page.getByLabel('Limit results').fill('51')
    await page.getByRole('button', { name: 'Find traces' }).click()
    await expect(page.getByText('At most 50.')).toBeVisible()
    expect(asked).not.toContain('/config.json')
  })

  test('what is not used is told, calmly', async ({ page }) => {
    await page.goto(`${lacuna.url}/search`)
    await page.getByRole('button', { name: 'Configuration: 2 notes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Notes on the configuration' })
    await expect(dialog).toContainText('There is no “timezone”; did you mean “timeZone”?')
    await expect(dialog).toContainText('“linkPatterns” should be a list of link patterns.')
  })

  test('a span’s and a gap’s logs are a link away, at their own times', async ({ page }) => {
    await page.goto(`${lacuna.url}/trace/${TRACE}`)
    await expect(spans(page)).toBeVisible()
    await spans(page)
      .getByRole('row')
      .first()
      .click({ position: { x: 40, y: 10 } })
    const link = page.getByRole('link', { name: 'Loki of this span' })
    const pane = paneOf(await link.getAttribute('href'))
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    expect(pane.queries[0].expr).toBe(`{service_name="api-gateway"} |= "${TRACE}"`)
    const seconds = (Number(pane.range.to) - Number(pane.range.from)) / 1e3
    expect(seconds).toBeGreaterThan(1.81 + 4)
    expect(seconds).toBeLessThan(1.82 + 4)
    expect(Math.abs(Number(pane.range.to) - Date.now())).toBeLessThan(24 * 3600e3)

    await page.keyboard.press('n')
    const gap = page.getByRole('link', { name: 'Loki of this process in this gap' })
    const window = paneOf(await gap.getAttribute('href'))
    expect(window.queries[0].expr).toBe('{service_name="document-service"}')
    expect(Number(window.range.to) - Number(window.range.from)).toBeGreaterThan(4_200)
    expect(Number(window.range.to) - Number(window.range.from)).toBeLessThan(4_210)
  })

  test('the file itself is not there for the asking of others, and a broken one keeps the server from starting', async ({
    request,
  }) => {
    expect((await request.get(`${lacuna.url}/config.json`)).headers()['access-control-allow-origin']).toBeUndefined()
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{"search": ')
    await expect(startLacuna(['--demo', '--config', broken])).rejects.toThrow(/broken\.json is not JSON/)
  })
})

test.describe('static files with a config.json', () => {
  let demo: Running
  let site: Running
  test.beforeAll(async () => {
    demo = await startLacuna(['--demo'])
    site = await startPlainPages(demo.url, '')
  })
  test.afterAll(async () => {
    await site?.stop()
    await demo?.stop()
  })

  test('nothing waits for it: the trace is there before it; then it counts', async ({ page }) => {
    let answer = () => {}
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve))
    await page.route('**/config.json', async (route) => {
      await mayAnswer
      await route.fulfill({ json: { menu: [{ label: 'Runbooks', url: 'https://runbooks.example' }] } })
    })
    await page.goto(`${site.url}/trace/${TRACE}`)
    await expect(spans(page)).toBeVisible()
    await expect(page.getByRole('link', { name: 'Runbooks' })).toBeHidden()
    answer()
    await expect(page.getByRole('link', { name: 'Runbooks' })).toBeVisible()
  })

  test('an API elsewhere: asked again there', async ({ page, complaints }) => {
    complaints.allow(/404/)
    await page.route('**/config.json', async (route) => {
      await sleep(300)
      await route.fulfill({ json: { api: { url: '/elsewhere' } } })
    })
    await page.route(`${site.url}/api/**`, (route) => route.fulfill({ status: 404, body: '{}' }))
    await page.route(`${site.url}/elsewhere/api/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url())
      await route.fulfill({
        response: await route.fetch({ url: `${site.url}${pathname.replace('/elsewhere', '')}${search}` }),
      })
    })
    await page.goto(`${site.url}/trace/${TRACE}`)
    await expect(spans(page)).toBeVisible()
  })

  for (const [what, body] of [
    ['no JSON', '{"search": '],
    ['a list', '[]'],
    [
      'a lot of nonsense',
      '{"search": 3, "menu": {"a": 1}, "__proto__": {"x": 1}, "api": {"url": "javascript:alert(1)"}}',
    ],
  ]) {
    test(`${what}: the page works and says so`, async ({ page }) => {
      await page.route('**/config.json', (route) => route.fulfill({ body, contentType: 'application/json' }))
      await page.goto(`${site.url}/trace/${TRACE}`)
      await expect(spans(page)).toBeVisible()
      await page.getByRole('button', { name: /^Configuration: \d+ note/ }).click()
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
    })
  }
})

test.describe('inside a Jaeger whose configuration is JavaScript', () => {
  let jaeger: RealJaeger
  test.beforeAll(async () => {
    const ensured = await ensureJaeger()
    if ('missing' in ensured && process.env.CI === 'true') throw new Error(ensured.missing)
    test.skip('missing' in ensured, 'missing' in ensured ? ensured.missing : '')
    const uiConfigFile = join(folder, 'ui.js')
    writeFileSync(
      uiConfigFile,
      `function UIConfig() {
         return {
           menu: [{ label: 'From ' + 'JavaScript', url: 'https://runbooks.example' }],
           search: { defaultLookback: '3h' },
           tracking: { customWebAnalytics: function () {} },
           lacuna: { timeZone: 'utc' },
         }
       }`,
    )
    if ('path' in ensured) jaeger = await startJaeger({ binary: ensured.path, assetsFolder: DIST, uiConfigFile })
  })
  test.afterAll(() => jaeger?.stop())

  test('it is run as Jaeger’s own UI would run it', async ({ page }) => {
    await page.goto(`${jaeger.url}/search`)
    await expect(page.getByRole('link', { name: 'From JavaScript' })).toBeVisible()
    await expect(page.getByLabel('Lookback')).toContainText('Last 3 hours')
    await expect(page.getByRole('button', { name: /^Configuration/ })).toBeHidden()
  })
})
