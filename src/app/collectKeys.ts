export interface CollectedKeys {
  readonly text: string
  /** Enter came after the text. */
  readonly entered: boolean
}

export const NOTHING_TYPED: CollectedKeys = { text: '', entered: false }

/**
 * Takes the keys that are meant for something whose code is still on its way. `stop` ends that and gives what was typed; `onEscape`
 * is called for the key that calls it off.
 */
export function collectKeys(onEscape: () => void): { stop(): CollectedKeys } {
  let text = ''
  let entered = false
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (key === 'Escape') onEscape()
    else if (key === 'Enter') entered = true
    else if (key === 'Backspace') text = text.slice(0, -1)
    else if (key.length === 1) text += key
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('keydown', onKeyDown, true)
  return {
    stop() {
      document.removeEventListener('keydown', onKeyDown, true)
      const collected = { text, entered }
      text = ''
      entered = false
      return collected
    },
  }
}
