import '../../ui/tokens.css'
import '../../ui/global.css'
import { setNumberLocale } from '../../lib/format.ts'
import { nextTask } from '../../lib/nextTask.ts'
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

interface EarlyRows {
  readonly view: TraceView
  readonly waterfall: Waterfall
  readonly stage: HTMLElement
}

let shown: EarlyRows | null = null
/** Keys of the page, pressed before it is here; those of the rows work at once. */
let waiting: KeyboardEvent[] = []

function keepKey(event: KeyboardEvent): void {
  if (event.target === document.body) waiting.push(event)
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
  if (shown || !isPlain(view) || !hasReservedRoom()) return false
  setNumberLocale(numberTag)
  // In tasks, each about a third of what precedes the frame.
  await nextTask()
  const store = createTraceStore(view)
  await nextTask()
  const place = makeElement('div', { class: styles.rows })
  const stage = makeElement(
    'div',
    { class: styles.stage },
    makeElement('div', { class: styles.header }),
    makeElement('div', { class: `${above.above} ${above.reserved}` }),
    place,
  )
  document.body.append(stage)
  try {
    shown = { view, stage, waterfall: createWaterfall(place, store, false) }
  } catch {
    // The page meets the same, and has words for it.
    stage.remove()
    return false
  }
  document.addEventListener('keydown', keepKey)
  await nextTask()
  shown?.waterfall.measure()
  return new Promise((resolve) => afterFrame(() => resolve(true)))
}

/** What rows need whatever the trace, while nothing else is to be done: fonts. */
export const prepareRows = (): void => warmLabels(getComputedStyle(document.documentElement).fontFamily)

/** Nothing stands between name and rows but what has its room there. */
const isPlain = ({ trace }: TraceView) => trace.length > 0 && trace.warnings.length === 0 && cutWarning(trace) === null

/** The store of the rows that are seen already; null when these are not, or show another view. */
export const earlyStore = (view: TraceView): TraceStore | null => (shown?.view === view ? shown.waterfall.store : null)

/** Moves the rows that are seen already to their place in the page; null when the store has none yet. */
export function takeEarlyRows(store: TraceStore, place: Element): Waterfall | null {
  if (shown?.waterfall.store !== store) return null
  const { waterfall, stage } = shown
  shown = null
  waterfall.moveTo(place)
  stage.remove()
  // The page listens once its effects have run.
  afterFrame(pressAgain)
  return waterfall
}

function pressAgain(): void {
  document.removeEventListener('keydown', keepKey)
  for (const event of waiting)
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(event.type, event))
  waiting = []
}

/** The page goes on without them. */
export function dropEarlyRows(): void {
  if (shown === null) return
  shown.waterfall.destroy()
  shown.stage.remove()
  shown = null
  afterFrame(pressAgain)
}
