import { useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { isTyping, useKeyboardHelp } from '../../ui/keyboardHelp.ts'
import type { ShortcutGroup } from '../../ui/keyboardHelp.ts'
import type { TraceStore } from './traceStore.ts'

const HELP: ShortcutGroup = {
  title: 'Trace',
  shortcuts: [
    { keys: ['f'], does: 'Find in the trace' },
    { keys: ['Enter', 'Shift+Enter'], does: 'Next and previous match, in the find box' },
    { keys: ['n', 'p'], does: 'Next and previous gap' },
    { keys: ['Esc'], does: 'Close the details' },
    { keys: ['↑', '↓', 'PgUp', 'PgDn', 'Home', 'End'], does: 'Rows of the waterfall' },
    { keys: ['←', '→'], does: 'Close or open a row, or go to its parent or child' },
    { keys: ['*'], does: 'Open all rows' },
    { keys: ['1 … 9'], does: 'Show the first levels only' },
    { keys: ['Enter', 'Space'], does: 'Details of a row' },
    { keys: ['+', '−', '0'], does: 'Zoom in, out, reset' },
    { keys: ['Shift+←', 'Shift+→'], does: 'Move the time shown' },
  ],
}

/** Keys that work anywhere on the page; the waterfall's own work when it has the focus. */
export function useTraceKeys(store: TraceStore, findInput: RefObject<HTMLInputElement | null>): void {
  useKeyboardHelp(HELP)
  const isFindWanted = useRef(false)
  // The box comes a step after the rows: who asked for it before has it then.
  useLayoutEffect(() => {
    if (!isFindWanted.current || findInput.current === null) return
    isFindWanted.current = false
    findInput.current.focus()
  })
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      if (event.key === 'f') {
        isFindWanted.current = findInput.current === null
        findInput.current?.focus()
        findInput.current?.select()
      } else if (event.key === 'n') store.getState().stepGap(1)
      else if (event.key === 'p') store.getState().stepGap(-1)
      // With the focus nowhere (after `n`, or a click beside): the page itself is asked. A part that has the focus knows its own.
      else if (event.key === 'Escape' && isNowhere(event.target) && store.getState().selection !== null)
        store.getState().select(null)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [store, findInput])
}

/** The page itself, or `main`, where the focus is after a link has led here. */
const isNowhere = (target: EventTarget | null) =>
  target === document.body || (target instanceof HTMLElement && target.id === 'main')
