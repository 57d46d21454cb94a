import { useEffect, useSyncExternalStore } from 'react'

export interface Shortcut {
  /** Alternatives, each as pressed: `['n']`, `['Shift+Tab']`. */
  readonly keys: readonly string[]
  readonly does: string
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

let groups: readonly ShortcutGroup[] = []
const listeners = new Set<() => void>()

function change(next: readonly ShortcutGroup[]): void {
  groups = next
  for (const listener of listeners) listener()
}

/** Lists a page's keys in the help dialog (`?`) while the page is mounted. Give a constant, or it re-registers on every render. */
export function useKeyboardHelp(group: ShortcutGroup): void {
  useEffect(() => {
    change([...groups, group])
    return () => change(groups.filter((other) => other !== group))
  }, [group])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the pages on screen have registered. */
export const useRegisteredShortcuts = (): readonly ShortcutGroup[] => useSyncExternalStore(subscribe, () => groups)

/** Whether a key press belongs to a control that takes text, so that single-letter shortcuts leave it alone. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}
