import type { Page } from '@playwright/test'
import { expect, test } from './faults/faultFixtures.ts'
import { traceIdOf } from './fixtures.ts'

// What a trace's page shows while the body arrives, and how the rows replace it.

const PATH = `/trace/${traceIdOf('big/batch-5000')}`
const BODY = { only: /\/traces\// }

/** One frame of the page, as it was drawn: top, left, width and height in CSS px. */
interface Frame {
  readonly outline: string | null
  readonly minimap: string | null
  readonly rowsTop: number | null
  /** Something is to be seen of the trace's density. */
  readonly hasDensity: boolean
  readonly text: string | null
}

/** Looks at every frame from here on. */
async function watchFrames(page: Page): Promise<() => Promise<Frame[]>> {
  await page.addInitScript(() => {
    const frames: object[] = []
    Object.assign(globalThis, { frames })
    const boxOf = (element?: Element | null) => {
      if (!element) return null
      const { x, y, width, height } = element.getBoundingClientRect()
      return [x, y, width, height].join()
    }
    const hasInk = (canvas?: HTMLCanvasElement | null) =>
      canvas != null &&
      canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0)
    const look = () => {
      const minimap = document.querySelector('[aria-label=Minimap]')
      const outline = document.querySelector('[aria-busy=true] svg')
      const rows = document.querySelector('[role=treegrid]')
      const path = (minimap ?? outline)?.querySelector('path')
      frames.push({
        outline: boxOf(outline?.parentElement),
        minimap: boxOf(minimap),
        rowsTop: rows && rows.getBoundingClientRect().top,
        hasDensity: Boolean(path?.getAttribute('d')) || hasInk(minimap?.querySelector('canvas')),
        text: document.querySelector('[aria-busy=true] [role=status]')?.textContent ?? null,
      })
      requestAnimationFrame(look)
    }
    look()
  })
  return () => page.evaluate(() => (globalThis as unknown as { frames: Frame[] }).frames)
}

/** The first half of the trace's body is there; what is returned lets the other come. */
async function openHalf(page: Page, misbehave: (until: Promise<void>) => void, url: string): Promise<() => void> {
  let release = () => {}
  misbehave(new Promise<void>((resolve) => (release = resolve)))
  await page.goto(url + PATH)
  await expect(progress(page)).toHaveText(/^[\d.]+ MB of [\d.]+ MB, 2,\d{3} spans so far$/)
  return release
}

const progress = (page: Page) => page.locator('[aria-busy=true]').getByRole('status')
const rows = (page: Page) => page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [740, 900],
]) {
  test(`the outline gives way to the rows once, in place: ${width} × ${height}`, async ({ page, chain }) => {
    await page.setViewportSize({ width, height })
    const framesOf = await watchFrames(page)
    const release = await openHalf(
      page,
      (until) => chain.page.misbehave({ kind: 'halves', until }, BODY),
      chain.page.url,
    )
    await expect(page.getByRole('progressbar', { name: 'Loading the trace' })).toHaveAttribute('aria-valuenow', '50')
    release()
    await expect(rows(page).nth(1)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible()
    await expect.poll(async () => (await framesOf()).at(-1)!.hasDensity).toBe(true)

    const frames = await framesOf()
    const last = frames.at(-1)!
    const places = frames.flatMap(({ outline, minimap }) => outline ?? minimap ?? [])
    expect(places.length).toBeGreaterThan(1)
    expect(new Set(places), 'one place for both').toEqual(new Set([last.minimap]))
    expect(new Set(frames.flatMap(({ rowsTop }) => rowsTop ?? [])), 'one place for the rows').toHaveProperty('size', 1)
    const first = frames.findIndex(({ hasDensity }) => hasDensity)
    expect(frames[first].text, 'bytes and spans come with the outline').toMatch(/MB/)
    const shown = frames.slice(first)
    expect(shown.filter(({ hasDensity }) => !hasDensity)).toEqual([])
    const texts = shown
      .slice(
        0,
        shown.findIndex(({ minimap }) => minimap !== null),
      )
      .map(({ text }) => text)
    expect(texts.filter((text) => !text?.includes('so far'))).toEqual([])
  })
}

for (const [what, width] of [
  ['a desk', 1280],
  ['a phone', 390],
] as const) {
  test(`cancelled in the middle of the body, on ${what}: the request ends, one click starts anew`, async ({
    page,
    chain,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await openHalf(page, (until) => chain.page.misbehave({ kind: 'halves', until }, BODY), chain.page.url)
    const before = chain.page.abandoned()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('heading', { name: 'Loading was stopped' })).toBeVisible()
    await expect.poll(() => chain.page.abandoned()).toBe(before + 1)
    await expect(page.getByRole('alert')).toHaveCount(0)
    chain.page.misbehave(null)
    await page.getByRole('button', { name: 'Load it again' }).click()
    await expect(rows(page).nth(1)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('batch')
  })
}
