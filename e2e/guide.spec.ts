import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

// The guide, followed word for word: what it says is on screen, is.
const guide = readFileSync(new URL('../docs/guide.md', import.meta.url), 'utf8')
const plain = (markdown: string) => markdown.replace(/\*\*|`/g, '').trim()
/** The rows of the first table below a heading. */
const tableUnder = (heading: string): string[][] =>
  guide
    .slice(guide.indexOf(`## ${heading}`))
    .split('\n\n')
    .find((block) => block.startsWith('| ') && block.includes('--:'))!
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').slice(1, -1).map(plain))

const details = (page: Page) => page.getByRole('region', { name: 'Details' })
const ledger = (page: Page) => page.getByRole('table', { name: 'Where the time went' })
async function startWith(page: Page, story: string): Promise<void> {
  expect(guide).toContain(`*${story}*`)
  await page.goto('/')
  await page.getByRole('link', { name: story }).click()
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()
}

test('1 to 3: from the log line to the gap', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Open trace', { exact: true }).and(page.getByRole('textbox'))).toBeFocused()
  await page.keyboard.type(/^ERROR .*$/m.exec(guide)![0])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/trace\/662207646adce1456023969896f6a30b\?span=0e329f916f1872f7$/)
  await expect(page.getByText('27 spans', { exact: true })).toBeVisible()
  await expect(page.getByText('3 services', { exact: true })).toBeVisible()
  const rows = ledger(page).getByRole('row')
  for (const [at, [name, what, time, share]] of tableUnder('2. Where the time went').entries())
    await expect(rows.nth(at + 1)).toHaveText(new RegExp(`${name}.*${what}.*${time}.*${share}`))
  await rows.nth(1).getByRole('button').click()
  await expect(details(page)).toContainText('http://api.openai.example/v1/embeddings')
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/&gap=662008$/)
  for (const text of ['202,317 µs', 'document.extract_text', 'document.chunk', 'all of it', '+662 ms to +864 ms'])
    await expect(details(page)).toContainText(text)
  // The gap that is talked of is not dimmed for the line that was picked before.
  await expect(ledger(page).locator('[aria-pressed=true]')).toHaveCount(0)
})

test('4: when most of it is missing', async ({ page }) => {
  await startWith(page, 'The request that no log explains')
  const found = page.getByRole('region', { name: 'Findings' })
  for (const [, time] of tableUnder('4. When most of it is missing')) await expect(found).toContainText(time)
  await page.getByRole('radio', { name: 'Category' }).check({ force: true })
  for (const text of ['gap before the first child', '192 ms', 'gap after the last child', '191 ms', '174 ms'])
    await expect(ledger(page)).toContainText(text)
})

test('5: when the clocks lie', async ({ page }) => {
  await startWith(page, 'The clock that runs ahead')
  await expect(page.getByText(/901 ms ahead \(± 12.1 ms\)/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText('between 889 ms and 903 ms')
  await expect(ledger(page).getByRole('row').nth(1)).toHaveText(/reserve\.prepare.*26 %/)
  await page.getByRole('switch', { name: 'Corrected clocks' }).click({ force: true })
  await expect(ledger(page).getByRole('row').nth(1)).toHaveText(/order-service POST.*41 %/)
})

test('6: when a part is somewhere else', async ({ page }) => {
  await startWith(page, 'The service that kept silent')
  await expect(page.getByRole('row', { name: /^Missing parent probably order-service/ })).toHaveCount(2)
  await startWith(page, 'The consumer that lost its context')
  await page.getByRole('button', { name: 'Find the other half…' }).first().click()
  const dialog = page.getByRole('dialog')
  for (const text of ['payment-service: orders.created process', '1.31 s', 'order.id = ord-7702'])
    await expect(dialog).toContainText(text)
})

test('7: slow against normal', async ({ page }) => {
  await startWith(page, 'The slow checkout')
  await page.getByRole('button', { name: 'Compare with…' }).click()
  await expect(page.getByRole('menuitem', { name: /^The median of/ })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: /^What is typical of/ })).toBeVisible()
  await page.goto(/`(\/trace\/[0-9a-f]+\.\.\.[0-9a-f]+)`/.exec(guide)![1])
  const quote = /^> .*\n> .*$/m.exec(guide)![0].replace(/^> /gm, '').replace('\n', ' ')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(quote)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByRole('menuitem', { name: /as one HTML file/ })).toBeVisible()
})

test('what else the demo has', async ({ page }) => {
  await startWith(page, '121 queries')
  await expect(page.getByRole('row', { name: /SELECT ×120/ })).toContainText('37.5 ms')
  await startWith(page, 'The retried error')
  await expect(ledger(page).getByRole('row').nth(1)).toHaveText(/back-off.*367 ms/)
  await expect(page.locator('#findings-errors')).toContainText('ledger.append')
})
