import type { Page } from '@playwright/test'

/** What a scenario is told: serialised into the browser, so plain data only. */
export interface Subject {
  traceID: string
  spans: number
  findTerm: string
  findCount: number
}

export interface Interaction {
  /** Trusted events from which time counts; the last one before the result. */
  events?: string[]
  before?: (page: Page) => Promise<void>
  /** Done through the browser's own input, or … */
  act?: (page: Page, subject: Subject) => Promise<void>
  /** … by a script inside the page. */
  script?: () => void
  /** Runs inside the page: the result is on the screen. */
  done: (subject: Subject) => boolean
  after?: (page: Page) => Promise<void>
}

/** How to see and to use one page's trace view. Functions without a `Page` run inside the browser and must be self-contained. */
export interface TracePage {
  name: string
  ready: (subject: Subject) => boolean
  position: () => number
  toTop: () => void
  blank: () => boolean
  interactions: Record<string, Interaction>
}

export const floorPage: TracePage = {
  name: 'floor',
  ready: (subject) => {
    const rows = document.querySelectorAll('.row')
    return rows.length >= Math.min(10, subject.spans) && rows[3].getBoundingClientRect().top < innerHeight
  },
  position: () => document.querySelector('#scroll')!.scrollTop,
  toTop: () => {
    document.querySelector('#scroll')!.scrollTop = 0
  },
  blank: () =>
    [0.5, 0.7, 0.9].some((f) => !document.elementFromPoint(innerWidth * 0.2, innerHeight * f)?.closest('.row')),
  interactions: {
    find: {
      events: ['keydown'],
      before: (page) => page.locator('#find').click(),
      act: (page, subject) => page.keyboard.type(subject.findTerm, { delay: 20 }),
      done: (subject) => document.querySelector('#count')!.textContent === String(subject.findCount),
    },
  },
}

const wheelZoom = async (page: Page) => {
  await page.mouse.move(1000, 500)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -300)
  await page.keyboard.up('Control')
}

export const lacunaPage: TracePage = {
  name: 'lacuna',
  ready: (subject) => {
    const rows = document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]')
    if (rows.length < Math.min(10, subject.spans)) return false
    const box = rows[3].getBoundingClientRect()
    return box.height > 0 && box.top < innerHeight && rows[3].textContent!.length > 3
  },
  position: () => document.querySelector('[data-testid=waterfall-scroll]')!.scrollTop,
  toTop: () => {
    document.querySelector('[data-testid=waterfall-scroll]')!.scrollTop = 0
  },
  blank: () =>
    [0.5, 0.7, 0.9].some((f) => !document.elementFromPoint(innerWidth * 0.2, innerHeight * f)?.closest('[role=row]')),
  interactions: {
    'collapse all': {
      act: (page) => page.getByRole('button', { name: 'Collapse all' }).click(),
      done: () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length === 1,
    },
    'expand all': {
      act: (page) => page.getByRole('button', { name: 'Expand all' }).click(),
      done: () => document.querySelectorAll('[role=treegrid][aria-label=Spans] [role=row][aria-level]').length >= 10,
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
    'open a span': {
      act: (page) => page.locator('[role=treegrid][aria-label=Spans] [role=row][aria-level]').nth(2).click(),
      done: () => document.querySelector('section[aria-label=Details]') !== null,
      after: (page) => page.keyboard.press('Escape'),
    },
    'zoom by wheel': {
      events: ['wheel'],
      act: wheelZoom,
      done: () => /[?&]range=/.test(location.search) || document.querySelector('[data-zoomed=true]') !== null,
      after: async (page) => {
        await page.keyboard.press('Escape')
      },
    },
    find: {
      events: ['keydown'],
      before: (page) => page.getByLabel('Find in trace').click(),
      act: (page, subject) => page.keyboard.type(subject.findTerm, { delay: 20 }),
      done: (subject) =>
        (document.querySelector('#find-count')?.textContent ?? '')
          .replaceAll(',', '')
          .endsWith(`/${subject.findCount}`),
    },
  },
}
