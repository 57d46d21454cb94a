import type { Page } from '@playwright/test'
import { drag, heldKey, jumps, wheel, wheelZoom, type Gesture } from './gestures.ts'

/** What a scenario is told: serialised into the browser, so plain data only. */
export interface Subject {
  traceID: string
  spans: number
  findTerm: string
  findCount: number
}

/** One thing done once. Functions without a `Page` run inside the browser and must be self-contained. */
export interface Interaction {
  /** Trusted events from which time counts; the last one before the result. */
  events?: string[]
  before?: (page: Page) => Promise<void>
  /** Done through the browser's own input, or … */
  act?: (page: Page, subject: Subject) => Promise<void>
  /** … by a script inside the page. */
  script?: () => void
  /** The result begins to show, where that is not all of it. */
  first?: (subject: Subject) => boolean
  /** The result is on the screen. */
  done: (subject: Subject) => boolean
  after?: (page: Page) => Promise<void>
}

/** How to see and to use one page's trace view. */
export interface TracePage {
  name: string
  ready: (subject: Subject) => boolean
  toTop: () => void
  blank: () => boolean
  /** The performance mark that the page sets when all findings are there. */
  findingsMark: string | null
  gestures: Record<string, Gesture>
  interactions: Record<string, Interaction>
}

const SCROLL_AT = [1000, 630] as const

export const floorPage: TracePage = {
  name: 'floor',
  ready: (subject) => {
    const rows = document.querySelectorAll('.row')
    return rows.length >= Math.min(10, subject.spans) && rows[3].getBoundingClientRect().top < innerHeight
  },
  toTop: () => {
    document.querySelector('#scroll')!.scrollTop = 0
  },
  blank: () =>
    [0.5, 0.7, 0.9].some((f) => !document.elementFromPoint(innerWidth * 0.2, innerHeight * f)?.closest('.row')),
  findingsMark: null,
  gestures: {
    wheel: wheel(...SCROLL_AT),
    'page keys': heldKey('PageDown', 34, '#scroll'),
    'jump to the middle': jumps('#scroll'),
  },
  interactions: {
    'collapse all': {
      act: (page) => page.locator('#collapse').click(),
      done: () => document.querySelectorAll('.row').length === 1,
    },
    'expand all': {
      act: (page) => page.locator('#expand').click(),
      done: () => document.querySelectorAll('.row').length >= 10,
    },
    find: {
      events: ['keydown'],
      before: (page) => page.locator('#find').click(),
      act: (page, subject) => page.keyboard.type(subject.findTerm, { delay: 20 }),
      done: (subject) => document.querySelector('#count')!.textContent === String(subject.findCount),
    },
  },
}

const TREE = '[role=treegrid][aria-label=Spans]'
const SCROLLER = '[data-testid=waterfall-scroll]'

const wholeTrace = (page: Page) =>
  page
    .evaluate(() => document.querySelector<HTMLElement>('[data-testid=waterfall-scroll]')!.focus())
    .then(() => page.keyboard.press('0'))

export const lacunaPage: TracePage = {
  name: 'lacuna',
  ready: (subject) => {
    const rows = document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]')
    if (rows.length < Math.min(10, subject.spans)) return false
    const box = rows[3].getBoundingClientRect()
    return box.height > 0 && box.top < innerHeight && rows[3].textContent!.length > 3
  },
  toTop: () => {
    document.querySelector('[data-testid=waterfall-scroll]')!.scrollTop = 0
  },
  blank: () => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=waterfall-scroll] canvas')!
    const { top, height } = canvas.getBoundingClientRect()
    const density = canvas.height / height
    return [0.5, 0.7, 0.9].some((f) => {
      const row = document.elementFromPoint(innerWidth * 0.2, innerHeight * f)?.closest('[role=row]')
      if (!row) return true
      // Beside it something is painted: a line of pixels that differs from the one above, as the grid's do not.
      const stripPx = Math.round(row.getBoundingClientRect().height * density)
      const y = Math.round((innerHeight * f - top) * density)
      const { data } = canvas.getContext('2d')!.getImageData(0, y, canvas.width, stripPx)
      const pixels = new Uint32Array(data.buffer)
      return !pixels.some((pixel, at) => at >= canvas.width && pixel !== pixels[at - canvas.width])
    })
  },
  findingsMark: 'lacuna:findings',
  gestures: {
    wheel: wheel(...SCROLL_AT),
    'page keys': heldKey('PageDown', 34, SCROLLER),
    'jump to the middle': jumps(SCROLLER),
    'zoom by wheel': { ...wheelZoom(...SCROLL_AT), after: wholeTrace },
    'minimap drag': { ...drag('[aria-label=Minimap]', [0.3, 0.5], [0.6, 0.5]), after: wholeTrace },
    pan: {
      ...drag(SCROLLER, [0.8, 0.5], [0.6, 0.5]),
      before: async (page) => {
        await page.mouse.move(...SCROLL_AT)
        await page.keyboard.down('Control')
        await page.mouse.wheel(0, -600)
        await page.keyboard.up('Control')
      },
      after: wholeTrace,
    },
    'column resize': drag('[role=separator][aria-label="Resize tree column"]', [0.5, 0.5], [30, 0.5]),
  },
  interactions: {
    'collapse all': {
      act: (page) => page.getByRole('button', { name: 'Collapse all' }).click(),
      done: () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length === 1,
    },
    'expand all': {
      act: (page) => page.getByRole('button', { name: 'Expand all' }).click(),
      done: () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length >= 10,
    },
    // The largest subtree but one: the gateway's, below the root.
    'collapse one row': {
      act: (page) => page.locator(`${TREE} [role=row][aria-level="2"] [class*=expander]`).first().click(),
      done: () =>
        document
          .querySelector('[role=treegrid][aria-label=Spans] [role=row][aria-level="2"]')!
          .getAttribute('aria-expanded') === 'false',
    },
    'expand one row': {
      act: (page) => page.locator(`${TREE} [role=row][aria-level="2"] [class*=expander]`).first().click(),
      done: (subject) =>
        Number(document.querySelector('[role=treegrid][aria-label=Spans]')!.getAttribute('aria-rowcount')) >=
        subject.spans,
    },
    'collapse to depth': {
      before: (page) => page.locator(TREE).focus(),
      act: (page) => page.keyboard.press('4'),
      done: () =>
        [...document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level="4"]')].some(
          (row) => row.getAttribute('aria-expanded') === 'false',
        ),
      after: (page) => page.getByRole('button', { name: 'Expand all' }).click(),
    },
    'jump to the end': {
      script: () => {
        const scroll = document.querySelector('[data-testid=waterfall-scroll]')!
        scroll.scrollTop = scroll.scrollHeight
      },
      done: () => {
        const scroll = document.querySelector('[data-testid=waterfall-scroll]')!
        return (
          scroll.scrollTop > scroll.scrollHeight - scroll.clientHeight - 60 &&
          [0.5, 0.7].every((f) => document.elementFromPoint(innerWidth * 0.2, innerHeight * f)?.closest('[role=row]'))
        )
      },
      after: (page) =>
        page.evaluate(() => {
          document.querySelector('[data-testid=waterfall-scroll]')!.scrollTop = 0
        }),
    },
    select: {
      act: (page) => page.locator(`${TREE} [role=row][aria-level]`).nth(2).click(),
      first: () => document.querySelector('[role=treegrid][aria-label=Spans] [role=row][aria-selected=true]') !== null,
      done: () => document.querySelector('section[aria-label=Details] table') !== null,
      after: (page) => page.keyboard.press('Escape'),
    },
    'gap threshold': {
      before: (page) => page.locator('#gap-threshold').focus(),
      // The least there is: every gap becomes a row.
      act: (page) => page.keyboard.press('Home'),
      done: (subject) =>
        Number(document.querySelector('[role=treegrid][aria-label=Spans]')!.getAttribute('aria-rowcount')) >
        2 * subject.spans,
      after: (page) => page.getByRole('button', { name: 'Reset', exact: true }).click(),
    },
    find: {
      events: ['keydown'],
      before: async (page) => {
        await page.getByLabel('Find in trace').click()
        await page.evaluate(() => {
          const count = document.querySelector<HTMLElement>('#find-count')!
          window.addEventListener('keydown', () => (count.dataset.atKey = count.textContent), true)
        })
      },
      act: (page, subject) => page.keyboard.type(subject.findTerm, { delay: 20 }),
      // Of the whole text, if not all of it: a count that grows is another than at the last key.
      first: (subject) => {
        const count = document.querySelector<HTMLElement>('#find-count')!
        const { value } = document.querySelector<HTMLInputElement>('[aria-describedby=find-count]')!
        const isOwn =
          count.ariaBusy !== 'true' || (count.textContent.endsWith('…') && count.textContent !== count.dataset.atKey)
        return value === subject.findTerm && isOwn && /\d/.test(count.textContent)
      },
      done: (subject) => {
        const count = document.querySelector('#find-count')!
        const { value } = document.querySelector<HTMLInputElement>('[aria-describedby=find-count]')!
        const shown = count.textContent.replaceAll(',', '').split('/').at(-1)
        return value === subject.findTerm && count.ariaBusy !== 'true' && shown === String(subject.findCount)
      },
    },
  },
}

/** On a trace with a clock that is off. */
export const clocksPage: TracePage = {
  ...lacunaPage,
  gestures: {},
  interactions: {
    'switch clocks': {
      act: (page) => page.getByRole('switch', { name: 'Corrected clocks' }).click(),
      done: () => {
        const own = document.querySelector<HTMLInputElement>('[role=switch][aria-describedby=clock-sentence]')!
        return !own.checked && own.getAttribute('aria-busy') !== 'true'
      },
    },
  },
}
