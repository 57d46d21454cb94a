import { useLayoutEffect, useRef, type RefObject } from 'react'
import { isTyping, useKeyboardHelp, type ShortcutGroup } from '../../ui/keyboardHelp.ts'

interface CompareKeys {
  readonly find: RefObject<HTMLInputElement | null>
  readonly help: ShortcutGroup
  /** `n` and `p`: on to the next difference, back to the one before. */
  readonly onStep: (direction: 1 | -1) => void
  /** Lets go of what is chosen. */
  readonly onEscape: () => void
}

/** Keys that work anywhere on the page; the tree's own work when it has the focus. */
export function useCompareKeys(keys: CompareKeys): void {
  useKeyboardHelp(keys.help)
  const latest = useRef(keys)
  latest.current = keys
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const { find, onStep, onEscape } = latest.current
      if (event.key === 'f') {
        find.current?.focus()
        find.current?.select()
      } else if (event.key === 'n') onStep(1)
      else if (event.key === 'p') onStep(-1)
      else if (event.key === 'Escape' && !isElsewhere(event.target)) onEscape()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** In a menu or dialog, which closes itself. */
const isElsewhere = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role=menu], [role=dialog]') !== null
