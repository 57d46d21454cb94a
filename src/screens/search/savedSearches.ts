import { useSyncExternalStore } from 'react'

/** A search under a name: its query is an address's, look-backs kept as such. */
export interface SavedSearch {
  readonly name: string
  readonly query: string
}

const KEY = 'lacuna.savedSearches'
const NONE_SAVED: readonly SavedSearch[] = []
const listeners = new Set<() => void>()
let current: readonly SavedSearch[] | null = null

const isSaved = (value: unknown): value is SavedSearch =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'query' in value &&
  typeof value.name === 'string' &&
  typeof value.query === 'string'

function read(): readonly SavedSearch[] {
  if (current) return current
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    current = Array.isArray(stored) ? stored.filter(isSaved) : NONE_SAVED
  } catch {
    current = NONE_SAVED
  }
  return current
}

function write(next: readonly SavedSearch[]): void {
  current = next
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Storage is full or denied: the list lives as long as the page.
  }
  for (const listener of listeners) listener()
}

/** The same name again replaces what it stood for. */
export function saveSearch(name: string, query: string): void {
  write([{ name, query }, ...read().filter((other) => other.name !== name)])
}

export const forgetSearch = (name: string): void => write(read().filter((other) => other.name !== name))

function subscribe(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== KEY && key !== null) return
    current = null
    listener()
  }
  listeners.add(listener)
  window.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', onStorage)
  }
}

/** The same, at this moment. */
export const readSavedSearches = (): readonly SavedSearch[] => read()

/** Newest first. */
export const useSavedSearches = (): readonly SavedSearch[] => useSyncExternalStore(subscribe, read)
