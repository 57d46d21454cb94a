import * as v from 'valibot'
import { getPreferences, parsePreferences, setPreferences, type Preferences } from '../data/preferences.ts'
import { readSavedSearches, saveSearch, type SavedSearch } from '../screens/search/savedSearches.ts'

/** Preferences and saved searches as a file that travels to another browser. */
interface PreferencesFile {
  readonly preferences: Partial<Preferences>
  readonly savedSearches: readonly SavedSearch[]
}

/** One line of what an import would do. */
export interface Change {
  readonly what: string
  readonly from: string
  readonly to: string
}

export type ParsedFile =
  | { readonly ok: true; readonly file: PreferencesFile }
  | { readonly ok: false; readonly message: string }

const FORMAT = 'lacuna-preferences'
const MOST_SEARCHES = 500

const Schema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(1),
  preferences: v.optional(v.record(v.string(), v.unknown()), {}),
  savedSearches: v.optional(
    v.pipe(
      v.array(
        v.object({
          name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
          query: v.pipe(v.string(), v.maxLength(8_000)),
        }),
      ),
      v.maxLength(MOST_SEARCHES),
    ),
    [],
  ),
})

export const formatPreferencesFile = (): string =>
  `${JSON.stringify({ format: FORMAT, version: 1, preferences: getPreferences(), savedSearches: readSavedSearches() }, null, 2)}\n`

/** Text of any kind → what of it can be taken over. Keys that this version does not know, and values that are none, are left out. */
export function parsePreferencesFile(text: string): ParsedFile {
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch {
    return { ok: false, message: 'This file is not JSON.' }
  }
  const parsed = v.safeParse(Schema, stored)
  if (!parsed.success) {
    const isOurs = v.is(v.object({ format: v.literal(FORMAT) }), stored)
    const [issue] = parsed.issues
    return {
      ok: false,
      message: isOurs
        ? `This file of preferences is damaged, at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}.`
        : 'This file holds no preferences of Lacuna.',
    }
  }
  const { preferences, savedSearches } = parsed.output
  const known = parsePreferences(JSON.stringify(preferences))
  // A wrong value reads as the default: only what came through as it was is taken.
  const taken = Object.entries(known).filter(
    ([key, value]) => Object.hasOwn(preferences, key) && preferences[key] === value,
  )
  return { ok: true, file: { preferences: Object.fromEntries(taken), savedSearches } }
}

const NAMES: Readonly<Record<keyof Preferences, string>> = {
  theme: 'Theme',
  timeZone: 'Times',
  numbers: 'Numbers',
  treeWidthPx: 'Width of the names, px',
  sideWidthPx: 'Width of the details, px',
  lastService: 'Service searched last',
}

/** What an import would change here; empty when nothing. */
export function changesOf({ preferences, savedSearches }: PreferencesFile): readonly Change[] {
  const now = getPreferences()
  const changes: Change[] = []
  for (const [key, to] of Object.entries(preferences) as [keyof Preferences, unknown][]) {
    if (now[key] !== to) changes.push({ what: NAMES[key], from: String(now[key] ?? '–'), to: String(to ?? '–') })
  }
  const saved = new Map(readSavedSearches().map(({ name, query }) => [name, query]))
  for (const { name, query } of savedSearches) {
    const from = saved.get(name)
    if (from !== query) changes.push({ what: `Saved search “${name}”`, from: from ?? '–', to: query })
  }
  return changes
}

/** Saved searches that are only here stay. */
export function applyPreferencesFile({ preferences, savedSearches }: PreferencesFile): void {
  setPreferences(preferences)
  for (const { name, query } of savedSearches.toReversed()) saveSearch(name, query)
}
