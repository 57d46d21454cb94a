import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openSearch, openTrace, test, traceIdOf } from './fixtures.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' })
const input = (page: Page) => palette(page).getByRole('combobox')

async function command(page: Page, text: string) {
  await page.keyboard.press('Control+k')
  await expect(input(page)).toBeFocused()
  await page.keyboard.type(text)
  await expect(palette(page).getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(palette(page)).toHaveCount(0)
}

test('goes to a trace in any form of its id, to a service, a page, a search', async ({ page }) => {
  const id = traceIdOf('doc-pipeline/gap-201')
  await openSearch(page)
  for (const form of [id, id.toUpperCase(), `00-${id}-0e329f916f1872f7-01`, `ERROR slow trace_id=${id} in log`]) {
    await command(page, form)
    await expect(page).toHaveURL(new RegExp(`/trace/${id}`))
  }
  await command(page, 'go to dep')
  await expect(page).toHaveURL(/\/dependencies/)
  await command(page, 'document-serv')
  await expect(page).toHaveURL(/\/search\?.*service=document-service/)
  await expect(page.getByRole('list', { name: 'Traces' })).toBeVisible()
  await page.getByLabel('Min duration').fill('1s')
  await page.getByRole('button', { name: 'Find traces' }).click()
  await expect(page).toHaveURL(/minDuration=1s/)
  await command(page, 'from 1s')
  await expect(page).toHaveURL(/minDuration=1s/)
})

test('what is typed before its code is here is not lost, Enter included', async ({ page }) => {
  await openSearch(page)
  let arrive = () => {}
  const held = new Promise<void>((resolve) => (arrive = resolve))
  await page.route(/CommandPalette-.*\.js/, async (route) => {
    await held
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('go to depx')
  await page.keyboard.press('Backspace')
  arrive()
  await expect(input(page)).toHaveValue('go to dep')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('go to dep')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/dependencies/)
})

test('when its code does not arrive that is said, and the page goes on', async ({ page, complaints }) => {
  complaints.allow(/ERR_FAILED|Failed to fetch|A page failed|dynamically imported/)
  await openSearch(page)
  await page.route(/CommandPalette-.*\.js/, (route) => route.abort())
  await page.keyboard.press('Control+k')
  await expect(page.getByText('A part of Lacuna could not be loaded')).toBeVisible()
  await page.getByLabel('Min duration').fill('1s')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/minDuration=1s/)
})

test('nor does the help, before there ever was a palette', async ({ page, complaints }) => {
  complaints.allow(/ERR_FAILED|Failed to fetch|A page failed|dynamically imported/)
  await openSearch(page)
  await page.route(/HelpDialog-.*\.js/, (route) => route.abort())
  await page.keyboard.press('?')
  await expect(page.getByText('A part of Lacuna could not be loaded')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
})

test('acts on the open trace, and on preferences', async ({ page }) => {
  await openTrace(page, 'clock-skew/ahead-900')
  await command(page, 'clocks')
  await expect(page).toHaveURL(/clocks=raw/)
  await command(page, 'view table')
  await expect(page).toHaveURL(/view=table/)
  await command(page, 'view timeline')
  const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')
  await command(page, 'collapse all')
  await expect(rows).toHaveCount(1)
  await command(page, 'expand all')
  await expect.poll(() => rows.count()).toBeGreaterThan(3)
  await command(page, 'theme dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await command(page, 'times utc')
  await expect(page.getByText(/UTC/).first()).toBeVisible()
  await command(page, 'compare this')
  await expect(page).toHaveURL(/\/trace\/\.\.\.[0-9a-f]{32}/)
})

test('says what it has, what is highlighted, and that nothing matches; Escape closes it and gives the focus back', async ({
  page,
}) => {
  await openSearch(page)
  await page.getByRole('textbox', { name: 'Tags' }).focus()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('status')).toContainText(/\d+ commands/)
  const active = async () =>
    page.locator(`[id="${await input(page).getAttribute('aria-activedescendant')}"]`).textContent()
  await expect.poll(active).toContain('Go to search')
  await page.keyboard.press('ArrowDown')
  await expect.poll(active).toContain('Go to compare')
  await page.keyboard.type('no such thing')
  await expect(palette(page)).toContainText('Nothing is called')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: 'Tags' })).toBeFocused()
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe: palette and preferences, ${theme}`, async ({ page }) => {
    await page.goto(`/search?uiTheme=${theme}`)
    await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(palette(page).getByRole('option').first()).toBeVisible()
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.keyboard.type('preferences…')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Preferences' })).toBeVisible()
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  })
}

test('preferences travel: exported here, previewed and imported there', async ({ page, browser, baseURL }) => {
  await openSearch(page)
  await page.getByRole('button', { name: 'Preferences' }).click()
  const dialog = page.getByRole('dialog', { name: 'Preferences' })
  await dialog.getByLabel('Numbers').selectOption('de')
  await expect(dialog.getByText('1,88 s · 201.767 µs')).toBeVisible()
  await dialog.getByLabel('Theme').selectOption('dark')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ])
  const file = JSON.parse(await readFile(await download.path(), 'utf8'))
  file.savedSearches = [{ name: 'from afar', query: 'service=document-service&lookback=2d' }]

  const other = await browser.newPage({ baseURL })
  await openSearch(other)
  await other.getByRole('button', { name: 'Preferences' }).click()
  const there = other.getByRole('dialog', { name: 'Preferences' })
  const choose = (name: string, content: string) =>
    there
      .getByLabel('Import a file')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
  await choose('other.json', '{"data":[]}')
  await expect(there.getByRole('alert')).toContainText('no preferences of Lacuna')
  await choose('lacuna-preferences.json', JSON.stringify(file))
  await expect(there.getByRole('row', { name: 'Theme system dark' })).toBeVisible()
  await expect(there.getByRole('row', { name: /Saved search “from afar”/ })).toBeVisible()
  await expect(other.locator('html')).not.toHaveAttribute('data-theme', 'dark')
  await there.getByRole('button', { name: 'Take it over' }).click()
  await expect(there.getByText('Imported.')).toBeVisible()
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark')
  await other.keyboard.press('Escape')
  await expect(other.getByRole('link', { name: 'from afar' })).toBeVisible()
  await other.goto(`/trace/${traceIdOf('doc-pipeline/gap-201')}`)
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(other.getByText('1,81 s').first()).toBeVisible()
  await other.close()
})
