import '../../ui/tokens.css'
import '../../ui/global.css'
import { setNumberLocale } from '../../lib/format.ts'
import { nextTask } from '../../lib/nextTask.ts'
import { readPalette } from '../../paint/palette.ts'
import { createTextures } from '../../paint/textures.ts'
import { afterFrame } from '../../ui/afterFrame.ts'
import { makeElement } from '../../ui/makeElement.ts'
import type { TraceView } from '../../worker/protocol.ts'
import above from './Above.module.css'
import styles from './EarlyRows.module.css'
import { cutWarning } from './header/cutWarning.ts'
import { hasReservedRoom } from './hasReservedRoom.ts'
import { createTraceStore, type TraceStore } from './traceStore.ts'
import { createWaterfall, type Waterfall } from './waterfall/createWaterfall.ts'
import { warmLabels } from './waterfall/labelWidths.ts'
import { makeBoxes, type WaterfallBoxes } from './waterfall/waterfallBoxes.ts'

interface EarlyRows {
  readonly stage: HTMLElement
  readonly boxes: WaterfallBoxes
  /** From when the view is here. */
  shown: { readonly view: TraceView; readonly waterfall: Waterfall } | null
}

let early: EarlyRows | null = null
/** Keys of the page, pressed before it is here; those of the rows work at once. */
let waiting: KeyboardEvent[] = []

function keepKey(event: KeyboardEvent): void {
  if (event.target === document.body) waiting.push(event)
}

/**
 * What rows need whatever the trace, while nothing else is to be done: fonts, textures, and the boxes they will stand in, hidden, laid out
 * and measured.
 */
export function prepareRows(): void {
  const palette = readPalette(document.documentElement, [])
  warmLabels(palette.font)
  createTextures(palette, devicePixelRatio)
  if (!hasReservedRoom()) return
  const place = makeElement('div', { class: styles.rows })
  const stage = makeElement(
    'div',
    { class: styles.stage },
    makeElement('div', { class: styles.header }),
    makeElement('div', { class: `${above.above} ${above.reserved}` }),
    place,
  )
  document.body.append(stage)
  early = { stage, boxes: makeBoxes(place, false), shown: null }
  early.boxes.fit()
}

/**
 * Shows the rows of a trace before the page is here, in the place where the page will have them: with their store, so
 * that what a reader does at once is not lost. Resolves when they are drawn; false when they need the page.
 *
 *   stage    header, empty                          page    header
 *            room for name, tools, summary   ──►            name, tools, summary
 *            rows ─────────────────── the same element ───► rows
 */
export async function showEarlyRows(view: TraceView, numberTag: string): Promise<boolean> {
  const mine = early
  if (mine === null || mine.shown || !isPlain(view) || !hasReservedRoom()) return false
  setNumberLocale(numberTag)
  await nextTask()
  // The page may have come meanwhile.
  if (early !== mine) return false
  try {
    mine.shown = { view, waterfall: createWaterfall(mine.boxes, createTraceStore(view)) }
    document.addEventListener('keydown', keepKey)
    await mine.shown.waterfall.drawn
  } catch {
    // The page meets the same, and has words for it.
    dropEarlyRows()
    return false
  }
  mine.stage.style.visibility = 'visible'
  return new Promise((resolve) => afterFrame(() => resolve(true)))
}

/** Nothing stands between name and rows but what has its room there. */
const isPlain = ({ trace }: TraceView) => trace.length > 0 && trace.warnings.length === 0 && cutWarning(trace) === null

/** The store of the rows that are seen already; null when these are not, or show another view. */
export const earlyStore = (view: TraceView): TraceStore | null =>
  early?.shown?.view === view ? early.shown.waterfall.store : null

/** Moves the rows that are seen already to their place in the page; null when the store has none yet. */
export function takeEarlyRows(store: TraceStore, place: Element): Waterfall | null {
  if (early?.shown?.waterfall.store !== store) return null
  const { stage, shown } = early
  early = null
  shown.waterfall.moveTo(place)
  stage.remove()
  // The page listens once its effects have run.
  afterFrame(pressAgain)
  return shown.waterfall
}

function pressAgain(): void {
  document.removeEventListener('keydown', keepKey)
  for (const event of waiting)
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(event.type, event))
  waiting = []
}

/** The page goes on without them. */
export function dropEarlyRows(): void {
  if (early === null) return
  const { stage, shown } = early
  early = null
  shown?.waterfall.destroy()
  stage.remove()
  if (shown) afterFrame(pressAgain)
}
