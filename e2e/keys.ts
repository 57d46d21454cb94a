import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/**
 * Nothing but keys: the page is used without a mouse, and after each key whoever looks at the screen sees where they are: an
 * outline on what has the focus, or on what stands for it (the row that a grid speaks of, the strip around a hidden radio button).
 */
export function createKeys(page: Page) {
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key)
      await expectVisibleFocus(page)
    }
  }
  const isFocused = (target: Locator) =>
    target.evaluateAll((all) => all.some((each) => each === document.activeElement))
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Tab, or Shift+Tab, until the target has the focus. */
    tabTo: async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 150) => {
      await expect(target.first()).toBeAttached()
      for (let stop = 0; stop < most; stop++) {
        if (await isFocused(target)) return
        await press(key)
      }
      throw new Error(`not reached with ${most} presses of ${key}: ${String(target)}`)
    },
    /** An arrow key until the target has the focus. */
    arrowTo: async (target: Locator, key: string, most = 40) => {
      for (let stop = 0; stop < most; stop++) {
        if (await isFocused(target)) return
        await press(key)
      }
      throw new Error(`not reached with ${most} presses of ${key}: ${String(target)}`)
    },
  }
}

/** Null when the focus can be seen (or nothing has it), else what has it. */
const findInvisibleFocus = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body || focused === document.documentElement) return null
    const isDrawn = (element: Element, pseudo?: string) => {
      const { outlineStyle, outlineWidth, outlineColor, content } = getComputedStyle(element, pseudo)
      if (pseudo && content === 'none') return false
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)$|^transparent$/.test(outlineColor)
    }
    const { x, y, width, height } = focused.getBoundingClientRect()
    const onScreen = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight
    const named = focused.getAttribute('aria-activedescendant')
    const standIns = [
      focused,
      named && document.getElementById(named),
      focused.matches('input[type=radio], input[type=checkbox]') && focused.nextElementSibling,
      focused.matches('input') && focused.parentElement,
      ...focused.querySelectorAll('[class*=active]'),
    ].filter((element): element is Element => element instanceof Element)
    if (onScreen && standIns.some((each) => isDrawn(each) || isDrawn(each, '::before') || isDrawn(each, '::after')))
      return null
    // The calendar's button in a field for times is the browser's own, with a ring of its own.
    if (onScreen && focused.matches('input:not(:focus)')) return null
    // A menu or a list of suggestions marks the item by its ground.
    const item = standIns.find((each) => each.matches('[data-highlighted]'))
    if (item && getComputedStyle(item).backgroundColor !== getComputedStyle(item.parentElement!).backgroundColor)
      return null
    // A dialog that has just opened, the page's heading after a jump: they are where reading starts, not controls.
    if (focused.matches('[tabindex="-1"]') && !focused.matches('button, a, input, select')) return null
    // A point of a plot is drawn by its stroke.
    if (focused.matches('svg *') && focused.matches(':focus-visible')) return null
    return `${onScreen ? '' : 'outside of the screen: '}${focused.outerHTML.slice(0, 200)}`
  })

async function expectVisibleFocus(page: Page): Promise<void> {
  await expect.poll(() => findInvisibleFocus(page), { message: 'the focus is seen', timeout: 3_000 }).toBeNull()
}
