import { spanDetails } from '../../../data/workerClient.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { nextTask } from '../../../lib/nextTask.ts'
import { afterFrame } from '../../../ui/afterFrame.ts'
import type { TraceState, TraceStore } from '../traceStore.ts'
import { createLevelSelect } from './createLevelSelect.ts'
import { createMinimap } from './createMinimap.ts'
import { createTimeAxis } from './createTimeAxis.ts'
import { showCursorTime } from './cursorTime.ts'
import { handleKey } from './keyboard.ts'
import { type MountedWaterfall, mountWaterfall } from './mountWaterfall.ts'
import { listenToPointer } from './pointer.ts'
import type { WaterfallBoxes } from './waterfallBoxes.ts'

export interface Waterfall {
  readonly store: TraceStore
  /** Resolves in the task that puts the rows into the document; never when it is destroyed before that. */
  readonly drawn: Promise<void>
  /** Moves it to another place in the document, with its focus and scroll position. */
  moveTo(place: Element): void
  destroy(): void
}

let waterfalls = 0
/** Of these the reader has seen rows: they are there again at once. */
const seen = new WeakSet<TraceStore>()

/**
 * The spans as a tree beside their times: `treegrid` Spans, with all that belongs to it. It follows its store by itself:
 * scrolling, hovering and dragging render no component, and it can be seen before there are any.
 *
 * It is made in tasks, as on busy cores each lasts two or three times what it needs: rows; bars and controls; then both are shown together.
 */
export function createWaterfall(boxes: WaterfallBoxes, store: TraceStore): Waterfall {
  const { section, minimap, treeHead, axisBox, cursorTime, scroller } = boxes
  const parts: { destroy(): void }[] = []
  let mounted: MountedWaterfall | null = null
  let isGone = false

  scroller.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller) return
    if (handleKey(store.getState(), event.key, { shift: event.shiftKey })) event.preventDefault()
  })
  const axis = createTimeAxis(store)
  parts.push(axis)

  function mount(): MountedWaterfall {
    const made = mountWaterfall(
      boxes,
      store,
      `rows-${++waterfalls}-`,
      (timePx) => {
        // Not a custom property of the whole: every row would inherit it, and be styled anew.
        axisBox.style.width = `${timePx}px`
        axis.setWidth(timePx)
      },
      async (record) => {
        const { events } = await spanDetails(store.getState().view.key, record)
        return events.map((event) => event.timeUs)
      },
    )
    parts.push(made)
    return made
  }

  function addControls(mounted: MountedWaterfall): void {
    const levels = createLevelSelect(store)
    treeHead.firstElementChild!.after(levels.element)
    axisBox.prepend(axis.element)
    boxes.collapse.addEventListener('click', () => store.getState().collapseAll())
    boxes.expand.addEventListener('click', () => store.getState().expandAll())
    boxes.divider.listen(mounted.placeColumns)
    const showTime = (us: number | null) => showCursorTime(cursorTime, mounted, us)
    const unlisten = listenToPointer(mounted, store, { ...boxes, showTime })
    parts.push(levels, showReset(boxes.reset, store), { destroy: unlisten })
    // The rows come first.
    if (minimap) parts.push({ destroy: afterFrame(() => parts.push(createMinimap(minimap, store))) })
  }

  async function fill(): Promise<void> {
    const isSeen = seen.has(store)
    if (!isSeen) await nextTask()
    // A promise for each: one that all share would hold what waits for it, and so the trace.
    if (isGone) return new Promise(() => {})
    mounted = mount()
    mounted.writeRows()
    if (!isSeen) await nextTask()
    if (isGone) return new Promise(() => {})
    mounted.paint()
    addControls(mounted)
    mounted.show()
    seen.add(store)
  }

  return {
    store,
    drawn: fill(),
    moveTo(next) {
      const focused = section.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null
      next.append(section)
      mounted?.scrollAgain()
      focused?.focus({ preventScroll: true })
    },
    destroy() {
      isGone = true
      for (const part of parts) part.destroy()
      scroller.remove()
      section.remove()
    },
  }
}

/** Takes part in the layout only while there is something to reset. */
function showReset(button: HTMLElement, store: TraceStore): { destroy(): void } {
  button.addEventListener('click', () => store.getState().setRange(null))
  // The browser takes an attribute that is written again for a change.
  const show = ({ range, home }: TraceState) => {
    const isWhole = sameRange(range, home)
    if (button.hidden !== isWhole) button.hidden = isWhole
  }
  show(store.getState())
  return { destroy: store.subscribe(show) }
}
