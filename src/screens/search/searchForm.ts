import { checkDurations, parseLookback } from '../../url/duration.ts'
import { CUSTOM_LOOKBACK, type SearchAddress } from '../../url/searchAddress.ts'
import { formatServices, parseServices } from '../../url/services.ts'
import { formatCondition, formatTagQuery, parseCondition, parseTagQuery } from '../../url/tagQuery.ts'
import { formatTimeInput, parseTimeInput, type TimeZoneChoice } from './timeText.ts'

/** The form as typed: text that may be wrong and is kept all the same. */
export interface SearchDraft {
  /** Names by commas; '' for all services. */
  readonly service: string
  readonly operation: string
  readonly tags: string
  readonly minDuration: string
  readonly maxDuration: string
  readonly lookback: string
  /** `2026-01-31T12:00:00`, in the zone that the page shows; only for the custom look-back. */
  readonly from: string
  readonly to: string
  readonly limit: string
}

export type DraftField = keyof SearchDraft
export type DraftErrors = Readonly<Partial<Record<DraftField, string>>>

/** In Jaeger UI's spelling; the address may hold any other. */
export const LOOKBACKS = [
  ['5m', 'Last 5 minutes'],
  ['15m', 'Last 15 minutes'],
  ['30m', 'Last 30 minutes'],
  ['1h', 'Last hour'],
  ['2h', 'Last 2 hours'],
  ['3h', 'Last 3 hours'],
  ['6h', 'Last 6 hours'],
  ['12h', 'Last 12 hours'],
  ['24h', 'Last 24 hours'],
  ['2d', 'Last 2 days'],
  ['7d', 'Last 7 days'],
  [CUSTOM_LOOKBACK, 'Custom range'],
] as const

/** The list without what is longer than `max`; the one that is set stays, whatever it is. */
export function lookbackOptions(
  max: string | null,
  current: string,
): { readonly value: string; readonly label: string }[] {
  const maxUs = (max === null ? null : parseLookback(max)) ?? Infinity
  return LOOKBACKS.filter(([value]) => value === current || (parseLookback(value) ?? 0) <= maxUs).map(
    ([value, label]) => ({ value, label }),
  )
}

export const ALL_OPERATIONS = 'all'
export const MAX_LIMIT = 100_000

export function draftOf(address: SearchAddress, zone: TimeZoneChoice): SearchDraft {
  const custom = address.lookback === CUSTOM_LOOKBACK && address.window
  return {
    service: formatServices(address.services),
    operation: address.operation ?? '',
    tags: tagsTextOf(address),
    minDuration: address.minDuration,
    maxDuration: address.maxDuration,
    lookback: address.lookback,
    from: custom ? formatTimeInput(custom.startUs, zone) : '',
    to: custom ? formatTimeInput(custom.endUs, zone) : '',
    limit: String(address.limit),
  }
}

/** The tags of an address as one text. What cannot be read stays as it was written: the form then says what is wrong with it. */
export function tagsTextOf({ tags, where }: Pick<SearchAddress, 'tags' | 'where'>): string {
  const condition = where === '' ? null : parseCondition(where)
  return where === '' || condition ? formatTagQuery(tags, condition) : `${formatTagQuery(tags, null)} ${where}`.trim()
}

/** What is wrong with the form, each with what would be right; empty when it can be searched. */
export function checkDraft(draft: SearchDraft, zone: TimeZoneChoice, maxLimit = MAX_LIMIT): DraftErrors {
  const errors: Partial<Record<DraftField, string>> = {}
  const tags = parseTagQuery(draft.tags)
  if (!tags.ok) errors.tags = tags.message
  const durations = checkDurations(draft.minDuration, draft.maxDuration)
  if (durations.min) errors.minDuration = durations.min
  if (durations.max) errors.maxDuration = durations.max
  const limit = draft.limit.trim()
  if (!/^\d+$/.test(limit) || Number(limit) < 1) errors.limit = 'A whole number from 1 on, such as 20.'
  else if (Number(limit) > maxLimit) errors.limit = `At most ${maxLimit}.`
  if (draft.lookback === CUSTOM_LOOKBACK) Object.assign(errors, checkRange(draft, zone))
  else if (parseLookback(draft.lookback) === null) errors.lookback = 'Not a time span. Choose one of the list.'
  return errors
}

function checkRange({ from, to }: SearchDraft, zone: TimeZoneChoice): DraftErrors {
  const startUs = parseTimeInput(from, zone)
  const endUs = parseTimeInput(to, zone)
  if (startUs === null) return { from: 'Say when the range begins.' }
  if (endUs === null) return { to: 'Say when the range ends.' }
  return startUs < endUs ? {} : { to: 'The range must end after it begins.' }
}

/** A checked form as an address. The window is fixed at `nowUs`, so that a link to the results shows the same ones. */
export function addressOf(
  draft: SearchDraft,
  before: SearchAddress,
  zone: TimeZoneChoice,
  nowUs: number,
): SearchAddress {
  const tags = parseTagQuery(draft.tags)
  const operation = draft.operation.trim()
  const custom = draft.lookback === CUSTOM_LOOKBACK
  const startUs = custom ? parseTimeInput(draft.from, zone) : nowUs - (parseLookback(draft.lookback) ?? 3600e6)
  const endUs = custom ? parseTimeInput(draft.to, zone) : nowUs
  return {
    ...before,
    services: parseServices(draft.service),
    operation: operation === '' || operation === ALL_OPERATIONS ? null : operation,
    tags: tags.ok ? tags.tags : [],
    where: tags.ok && tags.where ? formatCondition(tags.where) : '',
    minDuration: draft.minDuration.trim(),
    maxDuration: draft.maxDuration.trim(),
    lookback: draft.lookback,
    window:
      startUs === null || endUs === null
        ? null
        : { startUs: Math.max(0, Math.round(startUs)), endUs: Math.round(endUs) },
    limit: Number(draft.limit.trim()),
    traceIds: [],
  }
}
