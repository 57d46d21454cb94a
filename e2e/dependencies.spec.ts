import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openSearch, test, traceIdOf } from './fixtures.ts'

interface Count {
  parent: string
  child: string
  callCount: number
}

interface Truth {
  parent: string
  child: string
  jaeger: number
}

interface Recorded {
  spans: { spanID: string; processID: string; references: { refType: string; spanID: string }[] }[]
  processes: Record<string, { serviceName: string }>
}

interface SavedGraph {
  nodes: { name: string; kind: string }[]
  edges: { from: string; to: string; backendCalls: number | null; evidence: { calls: number } | null }[]
  traceCount: number
}

const FIXTURES = new URL('../fixtures/traces/', import.meta.url)
const GRAPH = '[data-testid=graph-canvas]'

/** What is drawn, by its export: the same graph object is painted, listed and saved. */
async function saved(page: Page): Promise<SavedGraph> {
  const download = page.waitForEvent('download')
  await page.getByLabel('Export').selectOption({ label: 'JSON' })
  return JSON.parse(readFileSync(await (await download).path(), 'utf8'))
}

async function axeFinds(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])
}

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

const truth = (JSON.parse(readFileSync(new URL('api/dependencies.truth.json', FIXTURES), 'utf8')) as { edges: Truth[] })
  .edges
const edgeName = (from: string, to: string) => `${from} → ${to}`

/** Calls between services as the recorded traces hold them: each span and its parent, also inside one service. */
function countRecorded(): Map<string, number> {
  const index = JSON.parse(readFileSync(new URL('index.json', FIXTURES), 'utf8')) as {
    path: string
    traces: { traceID: string; jaeger: string }[]
  }[]
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  for (const { path, traces } of index) {
    for (const { traceID, jaeger } of traces) {
      if (seen.has(traceID) || path.startsWith('odd-values')) continue
      seen.add(traceID)
      const bytes = readFileSync(new URL(`${path}/${jaeger}`, FIXTURES))
      const { data } = JSON.parse((jaeger.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as {
        data: Recorded[]
      }
      for (const { spans, processes } of data) {
        const serviceOf = new Map(spans.map(({ spanID, processID }) => [spanID, processes[processID].serviceName]))
        for (const { spanID, references } of spans) {
          const parent = references.find(({ refType }) => refType === 'CHILD_OF')
          const from = parent && serviceOf.get(parent.spanID)
          const name = from && edgeName(from, serviceOf.get(spanID)!)
          if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
        }
      }
    }
  }
  return counts
}

test('every call that the programs made is drawn, as often as the stored traces hold it', async ({ page }) => {
  await page.goto('/dependencies?lookback=30d')
  await expect(page.locator(GRAPH)).toBeVisible()
  const { edges } = await saved(page)
  await expect(page.locator(GRAPH)).toHaveAttribute('data-edges', String(edges.length))
  const drawn = new Map(edges.map(({ from, to, backendCalls }) => [edgeName(from, to), backendCalls]))
  const recorded = countRecorded()
  const wrong = truth.flatMap(({ parent, child }) => {
    const name = edgeName(parent, child)
    return drawn.get(name) === recorded.get(name) ? [] : [[name, drawn.get(name), recorded.get(name)]]
  })
  expect(wrong).toEqual([])
  expect(truth.length).toBeGreaterThan(50)
})

test('the counts of the whole recording are drawn as the programs counted', async ({ page }) => {
  const body = readFileSync(new URL('api/dependencies.json', FIXTURES), 'utf8')
  await page.route(/\/api\/dependencies/, (route) => route.fulfill({ contentType: 'application/json', body }))
  await page.goto('/dependencies')
  await expect(page.locator(GRAPH)).toBeVisible()
  const drawn = new Map(
    (await saved(page)).edges.map(({ from, to, backendCalls }) => [edgeName(from, to), backendCalls]),
  )
  expect(truth.filter(({ parent, child, jaeger }) => drawn.get(edgeName(parent, child)) !== jaeger)).toEqual([])
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
  await expect(panel).toContainText('No backend can search for an edge')
  await panel.getByRole('link', { name: 'Search traces that cross it' }).click()
  await expect(page).toHaveURL(/\/search\?.*service=order-service/)
})

test('a search for an edge shows the traces that cross it, and says what it left out', async ({ page }) => {
  // many traces hold the payment service, and only some call it from the gateway
  await page.goto('/dependencies?from=account-service&to=payment-service')
  await page.getByRole('link', { name: 'Search traces that cross it' }).click()
  const items = page.getByRole('list', { name: 'Traces' }).getByRole('listitem')
  await expect(
    page.getByText(/Hidden of what came back: .* without a call account-service → payment-service/),
  ).toBeVisible()
  const few = await items.count()
  expect(few).toBeGreaterThan(0)
  for (const item of await items.all()) await expect(item).toContainText('account-service')
  await page.getByRole('button', { name: 'Only with account-service → payment-service' }).click()
  await expect.poll(() => items.count()).toBeGreaterThan(few)
})

test('a sample of traces brings latencies, and says how many traces it rests on', async ({ page }) => {
  await page.goto('/dependencies?service=document-service')
  await page.getByLabel('Sample').selectOption({ label: '5 per service' })
  await expect(page.getByText(/The sample rests on \d+ traces of \d+ services\./)).toBeVisible()
  const table = page.getByRole('table', { name: 'Edges' })
  await expect(table.getByRole('columnheader', { name: 'p95' })).toBeVisible()
  await expect(page.getByText(/evidence from \d+ traces/)).toBeVisible()
  const { edges, nodes, traceCount } = await saved(page)
  expect(traceCount).toBeGreaterThan(4)
  expect(edges.some(({ backendCalls, evidence }) => backendCalls !== null && evidence !== null)).toBe(true)
  expect(nodes.some(({ kind }) => kind !== 'service')).toBe(true)
  expect(await axeFinds(page)).toEqual([])
})

test('a sample can be cancelled, and what fails in it is said', async ({ page, complaints }) => {
  complaints.allow(/500/)
  let asked = 0
  await page.route(/\/api\/(v3\/)?traces\?/, async (route) => {
    if (++asked > 3) return
    await route.fulfill({ status: 500, contentType: 'text/plain', body: '{"errors":[{"code":500,"msg":"busy"}]}' })
  })
  await page.goto('/dependencies')
  await page.getByLabel('Sample').selectOption({ label: '20 per service' })
  await expect(page.getByRole('progressbar', { name: 'Sampling traces' })).toBeVisible()
  await expect.poll(() => asked).toBeGreaterThan(3)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(
    page.getByText(/The sample rests on 0 traces.*cancelled before the other.*could not be asked/),
  ).toBeVisible()
  expect(asked).toBeLessThan(12)
})

test('a saved graph opens again as it was; another file is refused and changes nothing', async ({ page }) => {
  await page.goto('/dependencies?service=checkout-service')
  await expect(page.locator(GRAPH)).toBeVisible()
  const edges = await page.locator(GRAPH).getAttribute('data-edges')
  const before = await saved(page)
  await page.goto('/dependencies')
  const open = (name: string, text: string) =>
    page
      .getByLabel('A graph saved as JSON')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  await open('other.json', '{"data":[]}')
  await expect(page.getByRole('alert')).toContainText('other.json is not a graph')
  await expect(page.locator(GRAPH)).not.toHaveAttribute('data-edges', edges!)
  await open('monday.json', JSON.stringify(before))
  await expect(page.getByText('Shown is the saved graph monday.json')).toBeVisible()
  await expect(page.locator(GRAPH)).toHaveAttribute('data-edges', edges!)
  expect(await saved(page)).toEqual(before)
  expect(await axeFinds(page)).toEqual([])
  await page.getByRole('button', { name: 'Back to the live graph' }).click()
  await expect(page.locator(GRAPH)).not.toHaveAttribute('data-edges', edges!)
})

test('groups fold and unfold; self-calls and cycles are named', async ({ page }) => {
  const counts = [
    ['web', 'shop-cart', 5],
    ['shop-cart', 'shop-pay', 4],
    ['shop-pay', 'shop-cart', 3],
    ['shop-pay', 'bank', 2],
    ['bank', 'bank', 7],
  ].map(([parent, child, callCount]) => ({ parent, child, callCount }))
  await page.route(/\/api\/dependencies/, (route) => route.fulfill({ json: { data: counts } }))
  await page.goto('/dependencies')
  const graph = page.locator(GRAPH)
  await expect(graph).toHaveAttribute('data-nodes', '4')
  await page.getByText('1 cycle, 1 with self-calls').click()
  await expect(page.getByRole('button', { name: 'bank: 7 calls' })).toBeVisible()
  expect(await axeFinds(page)).toEqual([])
  await page.getByRole('button', { name: 'shop-cart, shop-pay' }).click()
  await expect(page.getByRole('complementary')).toContainText('shop-cart, shop-pay call each other in a circle')
  await page.getByText('Groups', { exact: true }).click()
  await page.getByRole('checkbox', { name: 'shop (2)' }).check()
  await expect(graph).toHaveAttribute('data-nodes', '3')
  await expect(page).toHaveURL(/fold=shop/)
  await page.goto('/dependencies?fold=shop&node=shop*')
  await page.getByRole('complementary').getByRole('button', { name: 'Unfold' }).click()
  await expect(graph).toHaveAttribute('data-nodes', '4')
})

test('services of one namespace fold, whatever they are called', async ({ page }) => {
  const span = (id: string, parent: string | null, processID: string) => ({
    traceID: 'ab',
    spanID: id,
    processID,
    operationName: 'call',
    references: parent === null ? [] : [{ refType: 'CHILD_OF', traceID: 'ab', spanID: parent }],
    startTime: 1_763_700_000_000_000,
    duration: 1000,
    tags: [],
    logs: [],
  })
  const process = (serviceName: string, value: string) => ({
    serviceName,
    tags: [{ key: 'service.namespace', type: 'string', value }],
  })
  const trace = {
    traceID: 'ab',
    spans: [span('1', null, 'p1'), span('2', '1', 'p2'), span('3', '2', 'p3')],
    processes: { p1: process('edge', 'web'), p2: process('cart', 'shop'), p3: process('money', 'shop') },
  }
  await page.goto('/search')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'a.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ data: [trace] })),
    })
  await expect(page).toHaveURL(/\/trace\//)
  await page.getByRole('navigation').getByRole('link', { name: 'Dependencies' }).click()
  await page.getByLabel('Source').selectOption('traces')
  await expect(page.locator(GRAPH)).toHaveAttribute('data-nodes', '3')
  await page.getByText('Groups', { exact: true }).click()
  await page.getByRole('checkbox', { name: 'shop (2) namespace' }).check()
  await expect(page.locator(GRAPH)).toHaveAttribute('data-nodes', '2')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await expect(page.getByText('Groups (1 folded)')).toBeFocused()
})

test('with no trace at hand nothing is said to be in the counts alone', async ({ page }) => {
  await page.goto('/dependencies?source=both')
  await expect(page.getByText('no traces at hand: search some, or take a sample')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Edges' }).getByRole('row').nth(1)).toBeVisible()
  await expect(page.getByText('only in the backend’s counts')).toHaveCount(0)
})

test('until a time, in the reader’s zone', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('lacuna.preferences', JSON.stringify({ timeZone: 'utc' })))
  await page.goto('/dependencies')
  await expect(page.getByLabel(/^Until/)).toHaveCount(0)
  await page.getByLabel('Time range').selectOption({ label: 'Until a time…' })
  await page.getByLabel('Until (UTC)').fill('2026-01-31T12:30')
  await expect(page).toHaveURL(new RegExp(`endTs=${Date.UTC(2026, 0, 31, 12, 30)}`))
  await page.reload()
  await expect(page.getByLabel('Until (UTC)')).toHaveValue('2026-01-31T12:30')
  await page.getByLabel('Time range').selectOption({ label: 'Until now' })
  await expect(page).not.toHaveURL(/endTs/)
  await expect(page.getByLabel(/^Until/)).toHaveCount(0)
})

for (const width of [1280, 1440]) {
  test(`the controls stand in one line at ${width}, whatever is focused`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/dependencies?service=checkout-service')
    await expect(page.locator(GRAPH)).toBeVisible()
    const bar = (await page.getByRole('group', { name: 'What the graph shows' }).boundingBox())!
    expect(bar.height).toBeLessThan(75)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
}

test('no text is smaller than 10 px, at any zoom, of many services', async ({ page }) => {
  await page.addInitScript(() => {
    const sizes = ((window as unknown as { sizes: number[] }).sizes = [] as number[])
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, ...of) {
      sizes.push((parseFloat(this.font) * this.getTransform().a) / devicePixelRatio)
      return fillText.apply(this, of)
    }
  })
  const counts = Array.from({ length: 520 }, (_, edge) => {
    const child = edge < 199 ? edge + 1 : ((edge * 7919) % 199) + 1
    const parent = edge < 199 ? edge >> 2 : (edge * 104_729) % child
    return { parent: `service-${parent}`, child: `service-${child}`, callCount: edge + 1 }
  })
  await page.route(/\/api\/dependencies/, (route) => route.fulfill({ json: { data: counts } }))
  await page.goto('/dependencies')
  await expect(page.locator(GRAPH)).toHaveAttribute('data-nodes', '200')
  const sizes = () => page.evaluate(() => (window as unknown as { sizes: number[] }).sizes.splice(0))
  for (const key of ['0', '+', '+', '+', '+', '+', '0', '-', '-', '-']) {
    await page.getByRole('application', { name: /^Service graph/ }).press(key)
    await expect.poll(async () => (await sizes()).length).toBeGreaterThan(0)
    await page.waitForTimeout(150)
    for (const size of await sizes()) expect(size).toBeGreaterThanOrEqual(10)
  }
  const small = await page.evaluate(
    () =>
      [...document.querySelectorAll('main *')].filter(
        (element) => element.textContent !== '' && parseFloat(getComputedStyle(element).fontSize) < 10,
      ).length,
  )
  expect(small).toBe(0)
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
    expect(await axeFinds(page)).toEqual([])
  })
}

test('the graph of a comparison: what only one side has, what became slower, by words too', async ({ page }) => {
  const [a, b] = ['basic-fast', 'basic-slow'].map((variant) => traceIdOf(`checkout/${variant}`))
  await page.goto(`/trace/${a}...${b}`)
  await page.getByRole('button', { name: 'Graph', exact: true }).click()
  await expect(page).toHaveURL(/view=graph/)
  const graph = page.locator(GRAPH)
  await expect(graph).toBeVisible()
  const table = page.getByRole('table', { name: 'Compared edges' })
  await expect(graph).toHaveAttribute('data-edges', String((await table.getByRole('row').count()) - 1))
  // the features that the slow one lacks, and the slow rule that it has
  await expect(table.getByRole('row', { name: /checkout-service → recommendation-service/ })).toContainText('only in A')
  await expect(table.getByRole('row', { name: /checkout-service → pricing-service/ })).toContainText('slower in B')
  await page.getByRole('application', { name: /^Service graph of both traces/ }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  expect(await axeFinds(page)).toEqual([])
  await page.getByRole('button', { name: 'Swap A and B' }).click()
  await expect(table.getByRole('row', { name: /checkout-service → recommendation-service/ })).toContainText('only in B')
})
