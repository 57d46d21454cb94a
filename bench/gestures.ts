import type { Page } from '@playwright/test'
import type { BenchBrowser } from './browser.ts'
import { sleep } from './statistics.ts'

/** Input that goes on for a while, and must be followed frame by frame. */
export interface Gesture {
  /** Puts the page where the gesture begins. */
  before?: (page: Page) => Promise<void>
  /** Gives input for about `ms`. */
  perform: (browser: BenchBrowser, ms: number) => Promise<void>
  after?: (page: Page) => Promise<void>
}

/** The pace of a wheel and of a pointer, and of a key that is held down. */
const INPUT_EVERY_MS = 16
const KEY_EVERY_MS = 33
const WHEEL_STEP_PX = 100

/** Gives input at a steady pace without waiting for what the page makes of it. */
async function pace(ms: number, everyMs: number, give: (progress: number) => Promise<unknown>): Promise<void> {
  const from = Date.now()
  const given: Promise<unknown>[] = []
  while (Date.now() - from < ms) {
    given.push(give((Date.now() - from) / ms).catch(() => {}))
    await sleep(everyMs - ((Date.now() - from) % everyMs))
  }
  await Promise.all(given)
}

export const wheel = (x: number, y: number): Gesture => ({
  perform: ({ cdp }, ms) =>
    pace(ms, INPUT_EVERY_MS, () =>
      cdp.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY: WHEEL_STEP_PX }),
    ),
})

/** In for the first half of the time, out for the second. */
export const wheelZoom = (x: number, y: number): Gesture => ({
  perform: ({ cdp }, ms) =>
    pace(ms, INPUT_EVERY_MS, (progress) =>
      cdp.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        x,
        y,
        deltaX: 0,
        deltaY: progress < 0.5 ? -20 : 20,
        modifiers: 2,
      }),
    ),
})

/** A key held down, with the focus where `selector` is. */
export const heldKey = (key: string, code: number, selector: string): Gesture => ({
  before: (page) => page.locator(selector).focus(),
  perform: async ({ cdp }, ms) => {
    const event = { key, code: key, windowsVirtualKeyCode: code }
    await pace(ms, KEY_EVERY_MS, (progress) =>
      cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', autoRepeat: progress > 0, ...event }),
    )
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  },
})

/** A scroll bar taken to the middle of everything, back to the top, and so on. */
export const jumps = (selector: string): Gesture => ({
  perform: async ({ page }, ms) => {
    for (let jump = 0; jump < 4; jump++) {
      await page.evaluate(
        ([selector, share]) => {
          const scroll = document.querySelector(selector as string)!
          scroll.scrollTop = (scroll.scrollHeight - scroll.clientHeight) * (share as number)
        },
        [selector, jump % 2 === 0 ? 0.5 : 0] as const,
      )
      await sleep(ms / 4)
    }
  },
})

/** The pointer goes from one place to another and back with its button down. Places are shares of the element's box. */
export const drag = (selector: string, from: readonly [number, number], to: readonly [number, number]): Gesture => ({
  perform: async ({ page, cdp }, ms) => {
    const box = (await page.locator(selector).first().boundingBox())!
    const at = (share: number) => ({
      x: box.x + box.width * (from[0] + (to[0] - from[0]) * share),
      y: box.y + box.height * (from[1] + (to[1] - from[1]) * share),
    })
    const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', share: number) =>
      cdp.send('Input.dispatchMouseEvent', { type, ...at(share), button: 'left', buttons: 1, clickCount: 1 })
    await mouse('mousePressed', 0)
    await pace(ms, INPUT_EVERY_MS, (progress) => mouse('mouseMoved', progress < 0.5 ? progress * 2 : 2 - progress * 2))
    await mouse('mouseReleased', 0)
  },
})
