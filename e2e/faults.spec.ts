import type { Page } from '@playwright/test'
import { expect, test } from './faults/faultFixtures.ts'
import { CIRCUMSTANCES, FAULTS, PAGES, saysOn } from './faults/faultTable.ts'
import { UNDER_TEST } from './faults/pages.ts'

/** The browser's own line about a failed request is no complaint of the page. */
const NETWORK_LINES = /Failed to load resource|net::ERR_|ERR_[A-Z_]+/

test.beforeEach(({ complaints }) => complaints.allow(NETWORK_LINES))
test.afterEach(({ chain }) => {
  chain.page.misbehave(null)
  chain.backend.misbehave(null)
})

const alerts = (page: Page) => page.getByRole('alert')
const typed = 'half of an id: 6622'

/** The shell works whatever the page is in: something can be typed, another theme chosen. */
async function expectWorkingShell(page: Page) {
  await page.getByRole('textbox', { name: 'Open trace' }).fill(typed)
  await page.getByRole('button', { name: /^Theme: system/ }).click()
  await expect(page.getByRole('button', { name: /^Theme: light/ })).toBeVisible()
}

for (const fault of FAULTS) {
  test.describe(`${fault.name}${fault.where === 'backend' ? ' (behind the server)' : ''}`, () => {
    for (const name of PAGES) {
      const says = saysOn(fault, name)
      if (says === undefined) continue
      test(`${name}: says so, and one click is enough once it is over`, async ({ page, chain, complaints: _ }) => {
        if (fault.slow) test.slow()
        const { path, api, ready } = UNDER_TEST[name]
        const proxy = fault.where === 'page' ? chain.page : chain.backend
        proxy.misbehave(fault.how, fault.ownOnly ? { only: api } : {})
        await page.goto((fault.where === 'page' ? chain.page.url : chain.backendPage) + path)
        const alert = alerts(page).filter({ has: page.getByRole('button', { name: 'Try again' }) })
        await expect(alert.first()).toContainText(says, { timeout: fault.slow ? 70_000 : 25_000 })
        await expectWorkingShell(page)
        if (name === 'search') await page.getByRole('textbox', { name: 'Tags' }).fill('typed=kept')

        proxy.misbehave(null)
        await alert.first().getByRole('button', { name: 'Try again' }).click()
        await expect(ready(page)).toBeVisible()
        await expect(alert).toHaveCount(0)
        await expect(page.getByRole('textbox', { name: 'Open trace' })).toHaveValue(typed)
        if (name === 'search') await expect(page.getByRole('textbox', { name: 'Tags' })).toHaveValue('typed=kept')
      })
    }
  })
}

const tried = new Set<string>()
/** A row of the second table. */
function circumstance(name: keyof typeof CIRCUMSTANCES, body: Parameters<typeof test>[2]): void {
  tried.add(name)
  test(name, body)
}

const results = (page: Page) => page.getByRole('list', { name: 'Traces' })
const find = (page: Page) => page.getByRole('button', { name: 'Find traces' })

circumstance('latency of 3 s', async ({ page, chain }) => {
  for (const name of PAGES) {
    const { path, api, ready } = UNDER_TEST[name]
    chain.page.misbehave({ kind: 'delay', ms: 3_000 }, { only: api })
    await page.goto(chain.page.url + path)
    await expect(page.getByRole('progressbar').first()).toBeVisible()
    if (name === 'search' || name === 'trace') await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible()
    await expect(ready(page)).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
})

circumstance('silence, cancelled', async ({ page, chain }) => {
  for (const [name, again] of [
    ['search', 'Search again'],
    ['trace', 'Load it again'],
  ] as const) {
    const { path, api, ready } = UNDER_TEST[name]
    chain.page.misbehave({ kind: 'silence' }, { only: api })
    await page.goto(chain.page.url + path)
    await page.getByRole('button', { name: 'Cancel' }).click()
    chain.page.misbehave(null)
    await page.getByRole('button', { name: again }).click()
    await expect(ready(page)).toBeVisible()
  }
})

circumstance('backend restarts during a search', async ({ page, chain }) => {
  await page.goto(chain.backendPage + UNDER_TEST.search.path)
  await expect(results(page)).toBeVisible()
  chain.backend.misbehave({ kind: 'delay', ms: 60_000 }, { only: UNDER_TEST.search.api })
  await page.getByLabel('Min duration').fill('1ms')
  await find(page).click()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await chain.backend.restart(100)
  await expect(page.getByRole('alert')).toContainText('cannot reach Jaeger at')
  await expect(results(page)).toBeVisible()
  await expect(page.getByText('Below are the results of the search before.')).toBeVisible()
  await expect(page.getByLabel('Min duration')).toHaveValue('1ms')
  chain.backend.misbehave(null)
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(results(page)).toBeVisible()
})

circumstance('busy for a moment (429, 503)', async ({ page, chain }) => {
  for (const status of [429, 503]) {
    const { path, api, ready } = UNDER_TEST.search
    chain.page.misbehave({ kind: 'status', status, retryAfter: '2' }, { only: api, times: 1 })
    await page.goto(chain.page.url + path)
    await expect(page.getByText(`The backend is busy (${status})`)).toBeVisible()
    await expect(ready(page)).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
})

circumstance('services fail, the rest works', async ({ page, chain }) => {
  chain.page.misbehave({ kind: 'status', status: 500 }, { only: /api\/services|api\/operations/ })
  await page.goto(chain.page.url + UNDER_TEST.trace.path)
  await expect(UNDER_TEST.trace.ready(page)).toBeVisible()
  await page.goto(chain.page.url + UNDER_TEST.search.path)
  await expect(results(page)).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('The list of services could not be loaded')
  chain.page.misbehave(null)
  await page.getByRole('button', { name: 'Load them again' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

circumstance('offline', async ({ page, chain, context, complaints }) => {
  complaints.allow(/A page failed|dynamically imported module|preload CSS/)
  await page.goto(chain.page.url + UNDER_TEST.search.path)
  await expect(results(page)).toBeVisible()
  await context.setOffline(true)
  chain.page.misbehave({ kind: 'reset' })
  await page.getByLabel('Min duration').fill('1ms')
  await find(page).click()
  await expect(page.getByRole('alert')).toContainText('The server does not answer.')
  await expect(page.getByLabel('Min duration')).toHaveValue('1ms')
  await context.setOffline(false)
  chain.page.misbehave(null)
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)

  await context.setOffline(true)
  await page.getByRole('link', { name: 'Dependencies' }).click()
  await expect(page.getByRole('alert')).toContainText('A part of Lacuna could not be loaded')
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await expect(UNDER_TEST.dependencies.ready(page)).toBeVisible()
})

for (const [word, hours] of [
  ['ahead', 2],
  ['behind', -2],
] as const) {
  circumstance(`clock of the browser two hours ${word}`, async ({ page, chain }) => {
    await page.clock.install({ time: Date.now() + hours * 3_600_000 })
    await page.goto(`${chain.page.url}/search?service=document-service&lookback=1h&limit=20`)
    const notice = page.getByText(/This device’s clock is 2 h (ahead of|behind) the server’s\./)
    await expect(notice).toContainText(word)
    await page.getByRole('button', { name: 'Search by the server’s clock' }).click()
    await expect(results(page)).toBeVisible()
  })
}

circumstance('clock of the browser in 1970', async ({ page, chain }) => {
  await page.clock.install({ time: 86_400_000 })
  for (const name of ['trace', 'compare', 'dependencies'] as const) {
    await page.goto(chain.page.url + UNDER_TEST[name].path)
    await expect(name === 'dependencies' ? page.getByRole('main') : UNDER_TEST[name].ready(page)).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
  await page.goto(chain.page.url + UNDER_TEST.search.path)
  await expect(page.getByText(/This device’s clock is .* behind the server’s/)).toBeVisible()
})

for (const [word, breakStorage] of [
  [
    'denied',
    () => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('denied by the test', 'SecurityError')
          },
        })
      }
    },
  ],
  [
    'full',
    () => {
      const full = () => {
        throw new DOMException('full, says the test', 'QuotaExceededError')
      }
      Storage.prototype.setItem = full
      IDBFactory.prototype.open = full
      IDBObjectStore.prototype.put = full
    },
  ],
] as const) {
  circumstance(`storage ${word} (local, session, IndexedDB)`, async ({ page, chain }) => {
    await page.addInitScript(breakStorage)
    for (const name of PAGES) {
      await page.goto(chain.page.url + UNDER_TEST[name].path)
      await expect(UNDER_TEST[name].ready(page)).toBeVisible()
      await page.getByRole('button', { name: /^Theme: system/ }).click()
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
    }
    await page.goto(chain.page.url + UNDER_TEST.search.path)
    await page.getByRole('textbox', { name: 'Tags' }).fill('a=b')
    await find(page).click()
    await expect(page).toHaveURL(/tags=/)
    await expect(page.getByText('No traces found')).toBeVisible()
  })
}

test('every circumstance of the table is tried', () => {
  expect([...tried].sort()).toEqual(Object.keys(CIRCUMSTANCES).sort())
})
