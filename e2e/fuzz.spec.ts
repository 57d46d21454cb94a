import { mutateBody } from '../src/formats/mutateBody.ts'
import { recordedTraces } from '../src/formats/recordedTraces.ts'
import { expect, test } from './fixtures.ts'
import type { Page } from '@playwright/test'

const BODIES = 300
const LARGEST = 60_000
const VIEWS = ['waterfall', 'flame', 'table', 'logs', 'graph'] as const

const bodies = recordedTraces('jaeger')
  .map(({ bytes }) => bytes)
  .filter(({ length }) => length < LARGEST)

/** The trace's own id, wherever it stands, is the one that was asked for: else most bodies would be of some other trace. */
const underId = (body: Uint8Array, id: string) => {
  const text = Buffer.from(body).toString('latin1')
  const own = /"traceID":"([0-9a-f]{32})"/.exec(text)?.[1]
  return Buffer.from(own === undefined ? text : text.replaceAll(own, id), 'latin1')
}

/** Goes there without loading the page again, as a link does. */
const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, path)

// A recording of the test would keep every body.
test.use({ trace: 'off' })

test(`${BODIES} mutated bodies through the page: never blank, never hanging, never an exception`, async ({
  page,
  complaints,
}) => {
  test.setTimeout(270_000)
  let body = Buffer.alloc(0)
  await page.route(/\/api\/traces[/?]/, (route) =>
    route.fulfill({ status: 200, contentType: 'application/json', body }),
  )
  await page.goto('/search')
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  let drawn = 0
  for (let seed = 1; seed <= BODIES; seed++) {
    const id = seed.toString(16).padStart(32, 'a')
    body = underId(mutateBody(bodies, seed), id)
    const view = VIEWS[seed % VIEWS.length]
    await goTo(page, seed % 6 === 0 ? `/search?service=s${seed}&lookback=1h` : `/trace/${id}?view=${view}`)
    const said = await settled(page, seed)
    expect(said, `seed ${seed}`).not.toMatch(/This page failed|mistake in Lacuna/)
    expect(complaints.all, `seed ${seed}`).toEqual([])
    if (/Timeline/.test(said)) drawn++
  }
  // What is broken more is refused with a message.
  expect(drawn).toBeGreaterThan(BODIES / 8)
  expect(await page.evaluate(() => Object.keys(window).filter((name) => name.startsWith('__xss')))).toEqual([])
})

/** What the page says once it does not wait any more; fails when that takes too long or is nothing. */
async function settled(page: Page, seed: number): Promise<string> {
  await page
    .waitForFunction(
      () => {
        const main = document.querySelector('main')
        if (!main || main.querySelector('[role=progressbar], [aria-busy=true]')) return false
        return main.innerText.trim().length > 20
      },
      null,
      { timeout: 15_000 },
    )
    .catch((error: Error) => {
      throw new Error(`seed ${seed}: the page is blank, or still waits`, { cause: error })
    })
  // A trace's name and tools come one and two frames after its spans.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 5; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
  return page.locator('main').innerText()
}
