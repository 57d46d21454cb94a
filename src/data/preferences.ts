import * as v from 'valibot'
import { PREFERENCES_KEY } from './numberLocale.ts'

const Schema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  timeZone: v.fallback(v.picklist(['local', 'utc']), 'local'),
  numbers: v.fallback(v.picklist(['browser', 'en', 'de', 'de-CH', 'fr']), 'browser'),
  /** Width of the trace page's tree column, px. */
  treeWidthPx: v.fallback(v.pipe(v.number(), v.minValue(120), v.maxValue(4000)), 360),
  /** Width of the side panel, px. */
  sideWidthPx: v.fallback(v.pipe(v.number(), v.minValue(200), v.maxValue(4000)), 400),
  /** The service that was searched last, so that the form does not open empty. */
  lastService: v.fallback(v.nullable(v.string()), null),
})

export type Preferences = v.InferOutput<typeof Schema>

const listeners = new Set<() => void>()
let current: Preferences | null = null
/** What counts until the reader chooses; a stored choice says so by being there. */
let defaultTimeZone: Preferences['timeZone'] = 'local'
let choseTimeZone = false

/** From the configuration. */
export function setDefaultTimeZone(timeZone: Preferences['timeZone']): void {
  if (timeZone === defaultTimeZone) return
  defaultTimeZone = timeZone
  current = null
  for (const listener of listeners) listener()
}

/** Text of any kind → preferences; what is missing or odd is the default. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown = null
  try {
    stored = JSON.parse(text ?? '{}')
  } catch {
    // Someone else's text under our key.
  }
  return v.parse(
    Schema,
    typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? withDefaults(stored) : withDefaults({}),
  )
}

/** `fallback` is for values that are wrong; missing keys are filled in here. */
const withDefaults = (stored: object) => ({
  theme: undefined,
  timeZone: undefined,
  numbers: undefined,
  treeWidthPx: undefined,
  sideWidthPx: undefined,
  lastService: undefined,
  ...stored,
})

/** Storage may be denied (a frame, a setting): then preferences last as long as the page. */
function read(): Preferences {
  try {
    const text = localStorage.getItem(PREFERENCES_KEY)
    choseTimeZone ||= text !== null && /"timeZone":/.test(text)
    const stored = parsePreferences(text)
    return choseTimeZone ? stored : { ...stored, timeZone: defaultTimeZone }
  } catch {
    return { ...parsePreferences(null), timeZone: defaultTimeZone }
  }
}

export const getPreferences = (): Preferences => (current ??= read())

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...getPreferences(), ...change }
  choseTimeZone ||= change.timeZone !== undefined
  const { timeZone, ...others } = current
  try {
    localStorage.setItem(PREFERENCES_KEY, JSON.stringify(choseTimeZone ? { ...others, timeZone } : others))
  } catch {
    // Denied or full: the page keeps it in memory.
  }
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore(subscribePreferences, getPreferences)`; other tabs' changes arrive too. */
export function subscribePreferences(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== PREFERENCES_KEY && key !== null) return
    current = null
    listener()
  }
  listeners.add(listener)
  addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', onStorage)
  }
}
