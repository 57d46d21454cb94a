import { fileURLToPath } from 'node:url'
import { EXTREMES } from '../bench/extremes.ts'
import { serveExtremes, type Encoding } from '../bench/serveExtremes.ts'
import { expect, test } from './fixtures.ts'

// Traces that break viewers. Each source would be asked the same, so one is enough.
test.skip(({ source }) => source !== 'demo', 'brings its own server')
test.describe.configure({ timeout: 120_000 })

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const cases: [name: string, encoding: Encoding][] = [
  ['100,000 deep', 'identity'],
  ['100,000 wide', 'gzip'],
  ['10,000 services', 'br'],
  ['a tag of 100 MB', 'identity'],
]

for (const [name, encoding] of cases) {
  test(`${name} opens and can be used (${encoding})`, async ({ page, complaints }) => {
    complaints.allow(/^request to/)
    const { traceID, spans } = EXTREMES.find((extreme) => extreme.name === name)!
    const server = await serveExtremes(dist, encoding)
    try {
      await page.goto(`${server.url}/trace/${traceID}`)
      const grid = page.getByRole('treegrid', { name: 'Spans' })
      await expect(grid.getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 })
      const count = async () => Number(await grid.getAttribute('aria-rowcount'))
      // Equal calls may be one row, opened on demand.
      if (name !== '100,000 wide') expect(await count()).toBeGreaterThanOrEqual(spans)
      await grid.focus()
      await page.keyboard.press('End')
      await expect(page.locator(`[role=row][aria-rowindex="${await count()}"]`)).toBeInViewport()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('region', { name: 'Details' })).toContainText(/service(-\d+)?: step/)
      await page.getByRole('button', { name: 'Collapse all' }).click()
      await expect(grid.getByRole('row')).toHaveCount(1)
    } finally {
      server.close()
    }
  })
}
