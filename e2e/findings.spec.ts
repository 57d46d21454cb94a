import AxeBuilder from '@axe-core/playwright'
import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { explain } from '../src/server/explainMain.ts'
import { expect, openTrace, test, truthOf } from './fixtures.ts'

const ROOT = new URL('../fixtures/traces/', import.meta.url)
/** Where truth.json says what a finding must be; `odd-values` and `big` have tests of their own. */
const SCENARIOS = [
  'doc-pipeline',
  'checkout',
  'kafka-async',
  'broken-propagation',
  'not-exported',
  'sampled',
  'clock-skew',
  'n-plus-one',
  'errors',
  'sensitive',
  'hotrod',
]

const group = (page: Page, id: string) => page.locator(`#findings-${id}`)

async function allOf(page: Page, id: string): Promise<{ texts: string[]; costsUs: number[] }> {
  const list = group(page, id)
  if ((await list.count()) === 0) return { texts: [], costsUs: [] }
  const more = list.getByRole('button', { name: /^[\d,]+ more$/ })
  if ((await more.count()) > 0) await more.click()
  const texts = await list.getByRole('listitem').allInnerTexts()
  const tips = await list
    .locator('[data-tip$=" µs"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-tip')!))
  return { texts, costsUs: tips.map((tip) => Number(tip.replace(/[^\d]/g, ''))) }
}

/** What the page's report says, by way of its download. */
async function reportOf(page: Page) {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download report as JSON' }).click()
  return JSON.parse(readFileSync(await (await download).path(), 'utf8'))
}

for (const scenario of SCENARIOS) {
  test(`${scenario}: the page finds what truth.json says, and what explain says`, async ({ page, source }) => {
    test.slow()
    for (const variant of readdirSync(new URL(`${scenario}/`, ROOT)).sort()) {
      const path = `${scenario}/${variant}`
      const { groundTruth } = truthOf(path)
      await test.step(path, async () => {
        await openTrace(page, path)
        // The panel comes a frame after the rows.
        await expect(page.getByRole('heading', { name: /^Findings/ })).toBeVisible()
        await expect(page.getByText('still looking…')).toHaveCount(0)
        const gaps = await allOf(page, 'time')
        expect(gaps.costsUs).toEqual([...gaps.costsUs].sort((a, b) => b - a))

        const report = await reportOf(page)
        for (const wait of groundTruth.uninstrumented ?? []) {
          const us = wait.gapEndUs - wait.gapStartUs
          if (
            !['between', 'leading', 'trailing'].includes(wait.position) ||
            us < Math.max(5000, report.durationUs / 90)
          )
            continue
          expect(
            gaps.costsUs.some((cost) => Math.abs(cost - us) <= 2000),
            `${path} ${wait.cause}`,
          ).toBe(true)
        }
        const clocks = (await allOf(page, 'clocks')).texts.join('\n')
        for (const { service, verdict } of report.clocks) if (verdict === 'skewed') expect(clocks).toContain(service)
        if (scenario !== 'clock-skew') expect(clocks).toBe('')
        const repeats = (await allOf(page, 'repeats')).texts.join('\n')
        for (const { count } of groundTruth.nPlusOne ?? []) if (count >= 10) expect(repeats).toContain(String(count))
        const errors = (await allOf(page, 'errors')).texts.join('\n')
        for (const { operation } of groundTruth.errorRootCause ?? []) expect(errors).toContain(operation)
        const secrets = (await allOf(page, 'secrets')).texts
        if (groundTruth.sensitive) expect(secrets.length).toBeGreaterThan(0)
        else expect(secrets).toEqual([])

        // The command says the same of the same trace; the demo has moved it to the last hour.
        if (source !== 'demo') return
        const file = readdirSync(new URL(`${path}/`, ROOT)).find((name) => /^jaeger\.json(\.gz)?$/.test(name))!
        const { output } = await explain([new URL(`${path}/${file}`, ROOT).pathname, '--json'])
        const { startTimeUs: _a, lostContext: _b, sensitive: _c, ...expected } = JSON.parse(output)
        const { startTimeUs: _d, lostContext: _e, sensitive: _f, ...shown } = report
        expect(shown, path).toEqual(expected)
      })
    }
  })
}

test('each line leads to its place, by mouse and by keyboard', async ({ page }) => {
  await openTrace(page, 'errors/retry-exhausted')
  const lines = page.getByRole('region', { name: 'Findings' }).getByRole('listitem').getByRole('button')
  await expect(lines.first()).toBeVisible()
  for (let at = 0; at < Math.min(6, await lines.count()); at++) {
    await lines.nth(at).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
    await expect(page.locator('[role=row][aria-selected=true]')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'Details' })).toHaveCount(0)
  }
})

test('a root cause is marked, and the way from it up to the root', async ({ page }) => {
  await openTrace(page, 'errors/deep-raise')
  const tree = page.getByRole('treegrid', { name: 'Spans' })
  const [cause] = truthOf('errors/deep-raise').groundTruth.errorRootCause
  const row = tree.getByRole('row', { name: /root cause/ })
  await expect(row).toHaveCount(1)
  await expect(row).toContainText(cause.operation)
  await expect(row).toContainText('root cause')
  const levels = new Set<string | null>()
  for (const marked of await tree.getByRole('row', { name: /, error|an error below|root cause/ }).all())
    levels.add(await marked.getAttribute('aria-level'))
  const depth = Number(await row.getAttribute('aria-level'))
  expect([...levels].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: depth }, (_, level) => level + 1))
})

test('the panel is sound for assistive technology', async ({ page }) => {
  await openTrace(page, 'checkout/basic-slow')
  const panel = page.getByRole('region', { name: 'Findings' })
  await expect(panel.getByRole('heading', { level: 2, name: /^Findings \d+$/ })).toBeVisible()
  const groups = panel.getByRole('region')
  // They come one after the other.
  await expect(panel.getByRole('status')).toHaveText('')
  await expect.poll(() => groups.count()).toBeGreaterThan(1)
  const names = await groups.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
  expect(names.length).toBeGreaterThan(1)
  for (const one of await groups.all()) {
    await expect(one.getByRole('heading', { level: 3 })).toHaveCount(1)
    await expect(one.getByRole('list')).toHaveCount(1)
    for (const item of await one.getByRole('listitem').all()) {
      const button = item.getByRole('button')
      await expect(button).toHaveCount(1)
      await expect(button).toHaveAccessibleName(/\S.*\./)
    }
  }
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
})

test('the other half of a broken trace is found, with why it fits', async ({ page }) => {
  await openTrace(page, 'broken-propagation/kafka-uninstrumented')
  const button = page.getByRole('button', { name: 'Find the other half…' })
  await button.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'The other half of this trace' })
  const first = dialog.getByRole('listitem').first()
  await expect(first).toContainText('payment-service: orders.created process')
  await expect(first).toContainText('order.id = ord-7702')
  await expect(first).toContainText('after order-service: order.publish ended')
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await first.getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('orders.created process')
})

test('the open rows are saved as a picture, as vectors and as pixels', async ({ page }) => {
  await openTrace(page, 'clock-skew/behind-350')
  const save = async (name: string) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name }).click()
    return (await download).path()
  }
  const svg = readFileSync(await save('Download picture as SVG'), 'utf8')
  for (const text of ['order-service', 'clock corrected; dashed: as recorded', 'critical path'])
    expect(svg).toContain(text)
  expect(svg.match(/<text/g)!.length).toBeGreaterThan(60)
  expect(svg).not.toMatch(/NaN|undefined|<script/)
  const png = readFileSync(await save('Download picture as PNG'))
  expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG')
  expect(png.length).toBeGreaterThan(20_000)
})

test('told not to redact, the trace leaves as it came; otherwise not', async ({ page }) => {
  await openTrace(page, 'sensitive/login-and-pay')
  const secret = 'fake-key-0123456789abcdef0123456789abcdef'
  const save = async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Download trace as Jaeger JSON' }).click()
    return readFileSync(await (await download).path(), 'utf8')
  }
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  expect(await save()).not.toContain(secret)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Redact secrets' }).click()
  await expect(page.getByText('Secrets and personal data will be in the text and the files.')).toBeVisible()
  expect(await save()).toContain(secret)
})
