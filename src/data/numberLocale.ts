/** Of BCP 47, or the browser's own. */
export const NUMBER_LOCALES = [
  { value: 'browser', label: 'As the browser' },
  { value: 'en', label: '1.88 · 201,767' },
  { value: 'de', label: '1,88 · 201.767' },
  { value: 'de-CH', label: '1.88 · 201’767' },
  { value: 'fr', label: '1,88 · 201 767' },
] as const

export type NumberLocale = (typeof NUMBER_LOCALES)[number]['value']

/** The language tag that numbers are written by. */
export const numberLocale = (numbers: NumberLocale): string => (numbers === 'browser' ? navigator.language : numbers)

export const PREFERENCES_KEY = 'lacuna.preferences'

/** The reader's choice, before the code is here that reads all preferences (`preferences.ts`). */
export function storedNumbers(): NumberLocale {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFERENCES_KEY) ?? '{}').numbers
    return NUMBER_LOCALES.find(({ value }) => value === stored)?.value ?? 'browser'
  } catch {
    return 'browser'
  }
}
