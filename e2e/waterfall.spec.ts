import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openTrace, test } from './fixtures.ts'

const DOCUMENT = 'doc-pipeline/gap-201'
const LARGE = 'big/batch-5000'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })
const rows = (page: Page) => grid(page).getByRole('row')
/** The row that the keyboard is on, as assistive technology is told. */
/** An attribute of the row that the keyboard is on, asked for until it is what it should be: keys show in the next frame. */
const expectActive = (page: Page, attribute: string, value: string) =>
  expect
    .poll(() =>
      grid(page).evaluate((tree, name) => {
        const id = tree.getAttribute('aria-activedescendant')
        return id === null ? null : (document.getElementById(id)?.getAttribute(name) ?? null)
      }, attribute),
    )
    .toBe(value)
const rangeStart = (page: Page) => page.getByRole('slider', { name: 'Range start' })
const rangeEnd = (page: Page) => page.getByRole('slider', { name: 'Range end' })
const valueOf = async (page: Page, edge: 'start' | 'end') =>
  Number(await (edge === 'start' ? rangeStart : rangeEnd)(page).getAttribute('aria-valuenow'))
const isZoomed = (page: Page) => page.getByRole('button', { name: 'Reset zoom' })

/** A place in the time column: shares of its width and of the waterfall's height. */
async function placeIn(page: Page, across: number, down: number) {
  const box = (await page.getByTestId('waterfall-scroll').boundingBox())!
  const time = (await rows(page).first().getByRole('gridcell').nth(1).boundingBox())!
  return { x: time.x + time.width * across, y: box.y + box.height * down }
}

test.describe('as a tree', () => {
  test('every span is a row with service, operation and duration; every notable gap is one too', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await expect(rows(page)).toHaveCount(28)
    await expect(page.getByRole('row', { name: /^document-service document\.extract_text \d+ ms/ })).toHaveCount(1)
    await expect(
      page.getByRole('row', { name: /^Gap 20[12] ms between document\.extract_text and document\.chunk/ }),
    ).toHaveCount(1)
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '28')
    const levels = await rows(page).evaluateAll((all) => all.map((row) => Number(row.getAttribute('aria-level'))))
    expect(levels[0]).toBe(1)
    levels.slice(1).forEach((level, i) => expect(level).toBeLessThanOrEqual(levels[i] + 1))
  })

  test('arrows, Home and End move; left and right shut and open', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await grid(page).focus()
    await page.keyboard.press('End')
    await expectActive(page, 'aria-rowindex', '28')
    await page.keyboard.press('Home')
    await expectActive(page, 'aria-rowindex', '1')
    await page.keyboard.press('ArrowLeft')
    await expect(rows(page)).toHaveCount(1)
    await expect(rows(page).first()).toHaveAttribute('aria-expanded', 'false')
    await expect(rows(page).first()).toHaveAccessibleName(/26 spans hidden/)
    await page.keyboard.press('ArrowRight')
    await expect(rows(page)).toHaveCount(28)
    await page.keyboard.press('ArrowRight')
    await expectActive(page, 'aria-rowindex', '2')
    await page.keyboard.press('Enter')
    await expectActive(page, 'aria-selected', 'true')
  })

  test('the expander opens and shuts, the rest of the row selects', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const process = page.getByRole('row', { name: /^document-service document\.process / })
    const box = (await process.boundingBox())!
    const level = Number(await process.getAttribute('aria-level'))
    const step = await process.evaluate((row) => parseFloat(getComputedStyle(row).getPropertyValue('--indent-step')))
    await page.mouse.click(box.x + 12 + (level - 1) * step, box.y + box.height / 2)
    await expect(process).toHaveAttribute('aria-expanded', 'false')
    await expect(page.getByRole('row', { name: /^document-service document\.chunk / })).toHaveCount(0)
    await process.click()
    await expect(process).toHaveAttribute('aria-selected', 'true')
    await expect(process).toHaveAttribute('aria-expanded', 'false')
  })

  test('collapse all, expand all', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    await page.getByRole('button', { name: 'Collapse all' }).click()
    await expect(rows(page)).toHaveCount(1)
    await page.getByRole('button', { name: 'Expand all' }).click()
    await expect(rows(page)).toHaveCount(28)
  })

  test('a row below the window can be asked for and comes into it', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 620 })
    await openTrace(page, DOCUMENT)
    const last = rows(page).last()
    await last.click()
    await expect(last).toHaveAttribute('aria-selected', 'true')
    await expect(last).toBeInViewport()
  })

  test('is sound for assistive technology', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const { violations } = await new AxeBuilder({ page }).include('section[aria-label="Waterfall"]').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([])
  })
})

test.describe('zoom', () => {
  test('wheel with Ctrl zooms about the pointer, a drag pans, 0 shows all', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const whole = [await valueOf(page, 'start'), await valueOf(page, 'end')]
    const at = await placeIn(page, 0.5, 0.5)
    await page.mouse.move(at.x, at.y)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -400)
    await page.keyboard.up('Control')
    await expect(isZoomed(page)).toBeVisible()
    const [start, end] = [await valueOf(page, 'start'), await valueOf(page, 'end')]
    expect(Math.abs((start + end) / 2 - (whole[0] + whole[1]) / 2)).toBeLessThan((whole[1] - whole[0]) * 0.01)
    await page.mouse.down()
    await page.mouse.move(at.x - 100, at.y, { steps: 4 })
    await page.mouse.up()
    expect(await valueOf(page, 'start')).toBeGreaterThan(start)
    expect((await valueOf(page, 'end')) - (await valueOf(page, 'start'))).toBeCloseTo(end - start, -1)
    await grid(page).focus()
    await page.keyboard.press('0')
    await expect(isZoomed(page)).toHaveCount(0)
  })

  test('a drag over the time column draws out a range', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const length = (await valueOf(page, 'end')) - (await valueOf(page, 'start'))
    const from = await placeIn(page, 0.25, 0.6)
    const to = await placeIn(page, 0.75, 0.6)
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 5 })
    await page.mouse.up()
    expect((await valueOf(page, 'end')) - (await valueOf(page, 'start'))).toBeCloseTo(length / 2, -5)
    await expect(rows(page).and(page.locator('[aria-selected=true]'))).toHaveCount(0)
  })

  test('a double click on a bar zooms to it', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const gap = page.getByRole('row', { name: /^Gap 20[12] ms/ })
    const box = (await gap.boundingBox())!
    const middle = await placeIn(page, 0.41, 0)
    await page.mouse.dblclick(middle.x, box.y + box.height / 2)
    const length = (await valueOf(page, 'end')) - (await valueOf(page, 'start'))
    expect(length).toBeGreaterThan(201_000)
    expect(length).toBeLessThan(260_000)
  })

  test('the minimap zooms by drag, its edges by keys; a double click shows all', async ({ page }) => {
    await openTrace(page, DOCUMENT)
    const map = page.getByRole('group', { name: 'Minimap' })
    const box = (await map.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.2, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 })
    await page.mouse.up()
    await expect(isZoomed(page)).toBeVisible()
    const [start, end] = [await valueOf(page, 'start'), await valueOf(page, 'end')]
    await rangeStart(page).focus()
    await page.keyboard.press('ArrowRight')
    expect(await valueOf(page, 'start')).toBeGreaterThan(start)
    await rangeEnd(page).focus()
    await page.keyboard.press('End')
    expect(await valueOf(page, 'end')).toBeGreaterThan(end)
    await map.dblclick({ position: { x: box.width * 0.9, y: 20 } })
    await expect(isZoomed(page)).toHaveCount(0)
  })
})

test('the border between tree and time moves by keys and drag', async ({ page }) => {
  await openTrace(page, DOCUMENT)
  const border = page.getByRole('separator', { name: 'Resize tree column' })
  const treeWidth = async () => (await rows(page).first().getByRole('gridcell').first().boundingBox())!.width
  const before = await treeWidth()
  await border.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await treeWidth()).toBe(before + 32)
  const box = (await border.boundingBox())!
  await page.mouse.move(box.x + 4, box.y + 100)
  await page.mouse.down()
  await page.mouse.move(box.x + 4 - 150, box.y + 100, { steps: 4 })
  await page.mouse.up()
  expect(await treeWidth()).toBe(before + 32 - 150)
})

test.describe('thousands of spans', () => {
  const openAll = async (page: Page) => {
    await openTrace(page, LARGE)
    await page.getByRole('button', { name: 'Expand all' }).click()
    await expect.poll(async () => Number(await grid(page).getAttribute('aria-rowcount'))).toBeGreaterThan(4972)
  }

  test('are a few rows in the document, and the scroll bar reaches the last', async ({ page }) => {
    await openAll(page)
    expect(await rows(page).count()).toBeLessThan(80)
    await grid(page).evaluate((element) => (element.scrollTop = element.scrollHeight))
    const count = await grid(page).getAttribute('aria-rowcount')
    await expect(page.locator(`[role=row][aria-rowindex="${count}"]`)).toBeInViewport()
    await grid(page).focus()
    await page.keyboard.press('Home')
    await expect(page.locator('[role=row][aria-rowindex="1"]')).toBeInViewport()
  })

  test('scrolling by three rows touches three rows, hovering and selecting none of the others', async ({ page }) => {
    await openAll(page)
    await grid(page).evaluate((element) => (element.scrollTop = 24_000))
    await page.waitForTimeout(300)
    const touched = async (act: () => Promise<unknown>) => {
      await page.evaluate(() => {
        const renamed = new Set<Node>()
        const observer = new MutationObserver((records) => records.forEach((record) => renamed.add(record.target)))
        observer.observe(document.querySelector('[role=treegrid]')!, { subtree: true, attributeFilter: ['aria-label'] })
        Object.assign(window, { renamed, observer })
      })
      await act()
      await page.waitForTimeout(300)
      return page.evaluate(() => {
        const { renamed, observer } = window as unknown as { renamed: Set<Node>; observer: MutationObserver }
        observer.disconnect()
        return renamed.size
      })
    }
    expect(await touched(() => grid(page).evaluate((element) => (element.scrollTop += 72)))).toBe(3)
    expect(await touched(() => grid(page).evaluate((element) => (element.scrollTop -= 24)))).toBe(1)
    const at = await placeIn(page, 0.3, 0.4)
    expect(await touched(() => page.mouse.move(at.x, at.y, { steps: 5 }))).toBe(0)
    expect(await touched(() => page.mouse.click(at.x, at.y))).toBe(0)
    await expect(grid(page).locator('[aria-selected=true]')).toHaveCount(1)
  })

  test('rows stand in the document as on the screen, whichever way one scrolls', async ({ page }) => {
    await openAll(page)
    for (const top of [5000, 5100, 4950, 40_000, 39_990, 0]) {
      await grid(page).evaluate((element, px) => (element.scrollTop = px), top)
      await page.waitForTimeout(100)
      const shown = await rows(page).evaluateAll((all) =>
        all.map((row) => [Number(row.getAttribute('aria-rowindex')), row.getBoundingClientRect().top]),
      )
      shown.slice(1).forEach(([index, y], i) => {
        expect(index).toBe(shown[i][0] + 1)
        expect(y - shown[i][1]).toBeCloseTo(24, 1)
      })
    }
  })
})
