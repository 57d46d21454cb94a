import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'

/** A page in one of its states: how to get there, and what is on screen then. One line for each new state. */
interface State {
  readonly name: string
  readonly path: string
  /** Before the page is opened: what the backend shall do. */
  readonly given?: (page: Page) => Promise<unknown>
  /** On the open page. */
  readonly act?: (page: Page) => Promise<unknown>
  readonly shows: string | RegExp
}

const trace = (path: string) => `/trace/${traceIdOf(path)}`
const GAP = trace('doc-pipeline/gap-201')
const PAIR = `/trace/${traceIdOf('checkout/basic-fast')}...${traceIdOf('checkout/basic-slow')}`
const UPLOADS = '/search?service=document-service&lookback=2d&limit=20'

const never = (path: RegExp) => (page: Page) => page.route(path, () => undefined)
const fails = (path: RegExp) => (page: Page) =>
  page.route(path, (route) => route.fulfill({ status: 500, body: 'on fire' }))
const answers = (path: RegExp, json: object) => (page: Page) => page.route(path, (route) => route.fulfill({ json }))
const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const key = (name: string) => async (page: Page) => {
  // Rows alone come before the page, which listens.
  await expect(page.getByRole('banner')).toBeVisible()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  await page.keyboard.press(name)
}

const STATES: readonly State[] = [
  { name: 'search: start', path: '/search', shows: 'The upload with a gap' },
  { name: 'search: results', path: UPLOADS, shows: /of \d+|\d+ traces/ },
  { name: 'search: waits', path: UPLOADS, given: never(/api\/traces\?/), shows: 'Waiting for the backend' },
  { name: 'search: failed', path: UPLOADS, given: fails(/api\/traces\?/), shows: 'The search failed' },
  { name: 'search: nothing found', path: `${UPLOADS}&minDuration=1h`, shows: 'No traces found' },
  {
    name: 'search: mistakes',
    path: '/search',
    act: async (page) => {
      await page.getByLabel('Min duration').fill('5')
      await press('Find traces')(page)
    },
    shows: '5ms, 5s',
  },
  {
    name: 'search: one of two services lacks',
    path: `${UPLOADS}&service=checkout-service`,
    given: fails(/api\/traces\?.*service=checkout-service/),
    shows: '1 of 2 services lacking',
  },
  {
    name: 'search: one of two services is waited for',
    path: `${UPLOADS}&service=checkout-service`,
    given: never(/api\/traces\?.*service=checkout-service/),
    shows: '1 of 2 services answered',
  },
  { name: 'search: columns', path: `${UPLOADS}&col=http.method&col=http.route&by=up:http.route`, shows: '/documents' },
  {
    name: 'search: what tags can say',
    path: '/search',
    act: press('What tags can say'),
    shows: 'exception.type exists',
  },
  {
    name: 'search: suggestions',
    path: '/search',
    act: (page) => page.getByLabel('Service').click(),
    shows: 'api-gateway',
  },
  { name: 'trace: timeline', path: GAP, shows: 'Where the time went' },
  { name: 'trace: a span', path: `${GAP}?span=0e329f916f1872f7`, shows: 'document.process' },
  { name: 'trace: a gap', path: GAP, act: key('n'), shows: /Gap between/ },
  { name: 'trace: flame', path: `${GAP}?view=flame`, shows: 'Where the time went' },
  { name: 'trace: table', path: `${GAP}?view=table`, shows: 'Where the time went' },
  { name: 'trace: logs', path: `${trace('errors/deep-raise')}?view=logs`, shows: 'Where the time went' },
  { name: 'trace: graph', path: `${GAP}?view=graph`, shows: 'Where the time went' },
  { name: 'trace: found', path: `${GAP}?uiFind=chunk`, shows: 'document.chunk' },
  { name: 'trace: clocks', path: trace('clock-skew/ahead-900'), shows: /ahead/ },
  { name: 'trace: errors', path: trace('errors/retry-backoff'), shows: 'Where the time went' },
  { name: 'trace: missing parents', path: trace('not-exported/middle-off'), shows: 'Without its parent' },
  { name: 'trace: repeats', path: trace('n-plus-one/sequential-120-sql'), shows: '×120' },
  { name: 'trace: secrets', path: trace('odd-values/injection'), shows: 'Where the time went' },
  { name: 'trace: export menu', path: GAP, act: press('Export'), shows: 'Copy report as Markdown' },
  { name: 'trace: compare menu', path: GAP, act: press(/^Compare with/), shows: 'Another trace…' },
  { name: 'trace: waits', path: GAP, given: never(/api\/traces\//), shows: /Asking for the trace|Still no answer/ },
  { name: 'trace: failed', path: GAP, given: fails(/api\/traces\//), shows: 'The backend could not give the trace' },
  { name: 'trace: not stored', path: `/trace/${'9'.repeat(32)}`, shows: 'Not stored yet' },
  { name: 'trace: no id', path: '/trace/nonsense', shows: 'That is no trace id' },
  {
    name: 'trace: embedded',
    path: `${GAP}?uiEmbed=v0&uiTimelineCollapseTitle=1&uiTimelineHideMinimap=1`,
    shows: 'Where the time went',
  },
  { name: 'compare: choose', path: '/trace/...', shows: 'Compare' },
  { name: 'compare: merged', path: PAIR, shows: /took .* longer/ },
  { name: 'compare: side by side', path: `${PAIR}?view=side`, shows: /took .* longer/ },
  { name: 'compare: failed', path: PAIR, given: fails(/api\/traces\//), shows: 'could not be loaded' },
  { name: 'dependencies: graph', path: '/dependencies', shows: 'api-gateway' },
  { name: 'dependencies: selected', path: '/dependencies?node=checkout-service', shows: 'checkout-service' },
  {
    name: 'dependencies: failed',
    path: '/dependencies',
    given: fails(/api\/dependencies/),
    shows: 'could not be loaded',
  },
  {
    name: 'dependencies: none',
    path: '/dependencies',
    given: answers(/api\/dependencies/, { data: [] }),
    shows: 'No calls between services',
  },
  { name: 'help', path: GAP, act: press('Keyboard and help'), shows: 'Next and previous gap' },
  { name: 'no such page', path: '/nowhere', shows: 'There is no such page' },
]

/** A menu stands outside of the page's landmarks while it is open, as a dialog does; axe knows that of dialogs only. */
const isOpenMenu = (rule: string, html: string) => rule === 'region' && html.includes('role="menu"')

async function expectNoSidewaysScroll(page: Page, width: number, height: number) {
  await page.setViewportSize({ width, height })
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), {
      message: `at ${width} px`,
    })
    .toBeLessThanOrEqual(0)
}

for (const { name, path, given, act, shows } of STATES) {
  test(name, async ({ page, complaints }) => {
    complaints.allow(/Failed to load resource/)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await given?.(page)
    await page.goto(path)
    await act?.(page)
    await expect(page.locator('body')).toContainText(shows)
    for (const theme of ['light', 'dark']) {
      const lagging = await page.evaluate((next) => {
        document.documentElement.dataset.theme = next
        return document.getAnimations().filter((animation) => animation instanceof CSSTransition).length
      }, theme)
      expect(lagging, 'colours that change later than the theme').toBe(0)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const told = violations
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html] as const))
        .filter(([id, html]) => !isOpenMenu(id, html))
        .map(([id, html]) => `${id}: ${html.slice(0, 160)}`)
      expect(told, theme).toEqual([])
    }
    const moving = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    )
    expect(moving, 'animations under reduced motion').toBe(0)
    // 200 % zoom of 1280 px is 640 CSS pixels; a small phone is 360.
    await expectNoSidewaysScroll(page, 640, 400)
    await expectNoSidewaysScroll(page, 360, 640)
    await expect(page.locator('body')).toContainText(shows)
  })
}
