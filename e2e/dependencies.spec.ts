import AxeBuilder from '@axe-core/playwright'
import { expect, openSearch, test } from './fixtures.ts'

interface Count {
  parent: string
  child: string
  callCount: number
}

const GRAPH = '[data-testid=graph-canvas]'

test('the graph and its table hold every edge that the backend counts', async ({ page }) => {
  const answered = page.waitForResponse(/\/api\/dependencies/)
  await page.goto('/dependencies')
  const counts = ((await (await answered).json()) as { data: Count[] }).data
  expect(counts.length).toBeGreaterThan(20)
  await expect(page.locator(GRAPH)).toHaveAttribute('data-edges', String(counts.length))
  const table = page.getByRole('table', { name: 'Edges' })
  await expect(table).toHaveAttribute('aria-rowcount', String(counts.length + 1))
  const busiest = Math.max(...counts.map((edge) => edge.callCount))
  await expect(table.getByRole('row').nth(1)).toContainText(busiest.toLocaleString('en-US'))
})

test('focus keeps every edge between the services it keeps', async ({ page }) => {
  const answered = page.waitForResponse(/\/api\/dependencies/)
  await page.goto('/dependencies?service=checkout-service&up=1&down=1')
  const counts = ((await (await answered).json()) as { data: Count[] }).data
  const near = new Set(['checkout-service'])
  for (const { parent, child } of counts) {
    if (parent === 'checkout-service') near.add(child)
    if (child === 'checkout-service') near.add(parent)
  }
  const induced = counts.filter(({ parent, child }) => near.has(parent) && near.has(child))
  await expect(page.locator(GRAPH)).toHaveAttribute('data-nodes', String(near.size))
  await expect(page.locator(GRAPH)).toHaveAttribute('data-edges', String(induced.length))
  await page.getByRole('button', { name: 'Show all services' }).click()
  await expect(page.locator(GRAPH)).toHaveAttribute('data-edges', String(counts.length))
})

test('by keyboard: walk along edges, read the panel, search from it', async ({ page }) => {
  await page.goto('/dependencies?service=api-gateway&up=0&down=2')
  const graph = page.getByRole('application', { name: /^Service graph/ })
  await graph.focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('complementary', { name: 'Details of api-gateway' })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('complementary', { name: /^Details of (?!api-gateway)/ })).toBeVisible()
  await expect(page).toHaveURL(/node=/)
  await page.getByRole('link', { name: 'Search its traces' }).click()
  await expect(page).toHaveURL(/\/search\?.*service=/)
})

test('an edge tells its calls and leads to a search', async ({ page }) => {
  await page.goto('/dependencies?from=api-gateway&to=order-service')
  const panel = page.getByRole('complementary', { name: 'Details of api-gateway → order-service' })
  await expect(panel).toContainText('Calls')
  await panel.getByRole('link', { name: 'Search traces of order-service' }).click()
  await expect(page).toHaveURL(/\/search\?.*service=order-service/)
})

test('traces at hand add what no count tells: latency, databases, edges only they know', async ({ page }) => {
  await openSearch(page, { service: 'checkout-service', lookback: '2d', limit: '20' })
  await expect(page.getByRole('list', { name: 'Traces' }).getByRole('listitem').first()).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Dependencies' }).click()
  await page.getByLabel('Source').selectOption('both')
  const table = page.getByRole('table', { name: 'Edges' })
  await expect(table.getByRole('columnheader', { name: 'p95' })).toBeVisible()
  await expect(table.getByText('only in the traces').first()).toBeVisible()
  await table.getByRole('button', { name: 'Known from' }).click()
  await expect(table.getByText('only in the backend’s counts').first()).toBeVisible()
})

test('filters: calls at least, folded groups; all in the address', async ({ page }) => {
  await page.goto('/dependencies')
  const edges = async () => Number(await page.locator(GRAPH).getAttribute('data-edges'))
  await expect.poll(edges).toBeGreaterThan(20)
  const all = await edges()
  await page.getByLabel('Calls, at least').fill('50')
  await expect(page).toHaveURL(/minCalls=50/)
  await expect.poll(edges).toBeLessThan(all)
  await page.reload()
  await expect(page.getByLabel('Calls, at least')).toHaveValue('50')
})

for (const [format, name] of [
  ['JSON', 'dependencies.json'],
  ['Graphviz', 'dependencies.dot'],
  ['Mermaid', 'dependencies.mmd'],
  ['SVG picture', 'dependencies.svg'],
  ['PNG picture', 'dependencies.png'],
] as const) {
  test(`saved as ${format}`, async ({ page }) => {
    await page.goto('/dependencies')
    await expect(page.locator(GRAPH)).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByLabel('Export').selectOption({ label: format })
    expect((await download).suggestedFilename()).toBe(name)
  })
}

test('a backend that fails: a clear message, and one click to try again', async ({ page, complaints }) => {
  complaints.allow(/500/)
  await page.route(
    /\/api\/dependencies/,
    (route) =>
      route.fulfill({
        status: 500,
        contentType: 'text/plain',
        body: '{"errors":[{"code":500,"msg":"storage is down"}]}',
      }),
    { times: 1 },
  )
  await page.goto('/dependencies')
  await expect(page.getByRole('alert')).toContainText('storage is down')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator(GRAPH)).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto('/dependencies?node=api-gateway')
    await expect(page.getByRole('complementary')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([])
  })
}
