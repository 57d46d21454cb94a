import { useState } from 'react'
import { getPreferences } from '../../data/preferences.ts'
import { asksForResults, formatSearchQuery, type SearchAddress } from '../../url/searchAddress.ts'
import { readDraft, saveDraft } from './draftStore.ts'
import { draftOf, type SearchDraft } from './searchForm.ts'
import type { TimeZoneChoice } from './timeText.ts'

export interface DraftHandle {
  readonly draft: SearchDraft
  readonly change: (part: Partial<SearchDraft>) => void
  /** It was searched: the address says it all now. */
  readonly settle: () => void
}

const keyOf = (address: SearchAddress) => formatSearchQuery({ ...address, sort: 'recent' }).toString()

const isSame = (a: SearchDraft, b: SearchDraft) =>
  (Object.keys(a) as (keyof SearchDraft)[]).every((field) => a[field] === b[field])

/** A form that opens empty begins with the service that was searched last. */
const withLastService = (draft: SearchDraft, address: SearchAddress): SearchDraft =>
  asksForResults(address) ? draft : { ...draft, service: getPreferences().lastService ?? '' }

/** The form's text: the address's, or what was typed at that address and not searched yet. */
export function useSearchDraft(address: SearchAddress, zone: TimeZoneChoice): DraftHandle {
  const key = keyOf(address)
  const [typed, setTyped] = useState(() => ({ key, draft: readDraft(key) }))
  const current = typed.key === key ? typed.draft : readDraft(key)
  if (typed.key !== key) setTyped({ key, draft: current })
  const given = withLastService(draftOf(address, zone), address)
  const draft = current ?? given
  return {
    draft,
    change: (part) => {
      const next = { ...draft, ...part }
      const kept = isSame(next, given) ? null : next
      saveDraft(key, kept)
      setTyped({ key, draft: kept })
    },
    settle: () => {
      saveDraft(key, null)
      setTyped({ key, draft: null })
    },
  }
}
