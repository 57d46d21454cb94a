import { createServer } from 'node:http'
import type { Frame, Page } from '@playwright/test'
import { freePorts } from '../scripts/realJaeger.ts'
import { expect, test, traceIdOf } from './fixtures.ts'
import { startLacuna } from './ways.ts'
import type { Running } from './ways.ts'

// A frame in a page of another origin, as a dashboard has it.

const TRACE = traceIdOf('doc-pipeline/gap-201')
test.describe.configure({ mode: 'default' })

let allowed: Running
let refused: Running
let dashboard: Running

test.beforeAll(async () => {
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const server = createServer((incoming, outgoing) => {
    const src = new URL(incoming.url!, url).searchParams.get('src') ?? 'about:blank'
    outgoing.writeHead(200, { 'content-type': 'text/html' })
    outgoing.end(
      `<!doctype html><link rel="icon" href="data:,"><h1>Dashboard</h1><iframe style="width: 900px; height: 420px; border: 0" src="${src.replace(/[&"]/g, (c) => `&#${c.charCodeAt(0)};`)}"></iframe>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  dashboard = {
    url,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
  allowed = await startLacuna(['--demo'], undefined, { env: { ...process.env, FRAME_ANCESTORS: `'self' ${url}` } })
  refused = await startLacuna(['--demo'])
})
test.afterAll(async () => {
  await Promise.all([allowed, refused, dashboard].map((running) => running?.stop()))
})

async function embed(page: Page, url: string): Promise<Frame> {
  await page.goto(`${dashboard.url}/?src=${encodeURIComponent(url)}`)
  const frame = await (await page.locator('iframe').elementHandle())!.contentFrame()
  return frame!
}

const spans = (frame: Frame) => frame.getByRole('treegrid', { name: 'Spans' })

/** Nothing of the page is outside the frame, so that the frame needs no bars. */
const overflow = (frame: Frame) =>
  frame.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    return { wide: scrollWidth - clientWidth, high: scrollHeight - clientHeight }
  })

test('a trace fills its frame, without header; each switch leaves its part out', async ({ page }) => {
  const frame = await embed(page, `${allowed.url}/trace/${TRACE}?uiEmbed=v0&uiTheme=dark`)
  await expect(spans(frame)).toBeVisible()
  await expect(frame.getByRole('banner')).toBeHidden()
  await expect(frame.getByRole('group', { name: 'Minimap' })).toBeVisible()
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect((await overflow(frame)).wide).toBe(0)

  const all = 'uiTimelineCollapseTitle=1&uiTimelineHideMinimap=1&uiTimelineHideSummary=1'
  const bare = await embed(page, `${allowed.url}/trace/${TRACE}?uiEmbed=v0&${all}`)
  await expect(spans(bare)).toBeVisible()
  await expect(bare.getByRole('group', { name: 'Minimap' })).toBeHidden()
  await expect(bare.getByText('Where the time went')).toBeHidden()
  await expect(bare.getByRole('button', { name: 'Export' })).toBeHidden()
  expect(await overflow(bare)).toEqual({ wide: 0, high: 0 })
})

test('the switches count only in an embedded page', async ({ page }) => {
  const frame = await embed(page, `${allowed.url}/trace/${TRACE}?uiTimelineHideMinimap=1`)
  await expect(spans(frame)).toBeVisible()
  await expect(frame.getByRole('banner')).toBeVisible()
  await expect(frame.getByRole('group', { name: 'Minimap' })).toBeVisible()
})

test('links inside the frame stay embedded, with the same switches; a tab of its own gets the whole page', async ({
  page,
}) => {
  const query =
    'service=api-gateway&lookback=2d&limit=200&uiEmbed=v0&uiSearchHideGraph=1&uiTimelineHideMinimap=1&uiTheme=light'
  const frame = await embed(page, `${allowed.url}/search?${query}`)
  const link = frame.getByRole('list', { name: 'Traces' }).locator(`a[href*="${TRACE}"]`).first()
  await expect(link).toBeVisible()
  await expect(frame.getByRole('group', { name: /Start and duration/ })).toBeHidden()
  await link.click()
  await expect(spans(frame)).toBeVisible()
  await expect(frame.getByRole('banner')).toBeHidden()
  await expect(frame.getByRole('group', { name: 'Minimap' })).toBeHidden()
  await expect.poll(() => new URL(frame.url()).searchParams.get('uiEmbed')).toBe('v0')
  expect(new URL(frame.url()).searchParams.get('uiTheme')).toBe('light')
  await frame.evaluate(() => history.back())
  await expect(link).toBeVisible()
  await expect(frame.getByRole('banner')).toBeHidden()
})

test('nobody embeds it who was not named', async ({ page, complaints }) => {
  complaints.allow(/frame-ancestors|frame|CSP/i)
  const frame = await embed(page, `${refused.url}/trace/${TRACE}?uiEmbed=v0`)
  await expect.poll(() => frame.url()).toMatch(/^chrome-error/)
})
