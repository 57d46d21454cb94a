import type { SearchDraft } from './searchForm.ts'

/* What was typed and not searched yet, by the address it was typed at: survives a reload, back and forward. */
const KEY = 'lacuna.searchDrafts'
const KEPT = 20

type Drafts = Record<string, SearchDraft>

function readAll(): Drafts {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}')
    return isDrafts(stored) ? stored : {}
  } catch {
    return {}
  }
}

function isDrafts(value: unknown): value is Drafts {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every(isDraft)
}

const FIELDS = ['service', 'operation', 'tags', 'minDuration', 'maxDuration', 'lookback', 'from', 'to', 'limit']

const isDraft = (value: unknown): value is SearchDraft =>
  typeof value === 'object' &&
  value !== null &&
  FIELDS.every((field) => typeof (value as Record<string, unknown>)[field] === 'string')

export const readDraft = (address: string): SearchDraft | null => {
  const drafts = readAll()
  return Object.hasOwn(drafts, address) ? drafts[address] : null
}

/** Null forgets it: it was searched, or typed back to what the address says. */
export function saveDraft(address: string, draft: SearchDraft | null): void {
  const others = Object.entries(readAll()).filter(([key]) => key !== address)
  const entries = draft ? [...others, [address, draft] as const] : others
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries.slice(-KEPT))))
  } catch {
    // Storage is full or denied: the draft lives as long as the page.
  }
}
