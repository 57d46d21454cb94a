import { Download, Star } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CUSTOM_LOOKBACK, formatSearchQuery, type SearchAddress } from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { describeSearch, repeatable } from './recentSearches.ts'
import { resultsToCsv, resultsToJson } from './resultsCsv.ts'
import styles from './ResultsToolbar.module.css'
import { LIVE_SECONDS, writeResultsView, type ResultsView } from './resultsView.ts'
import { saveSearch } from './savedSearches.ts'
import { saveFile } from '../../ui/saveFile.ts'

const LIVE_OPTIONS = [
  { value: 'off', label: 'Off' },
  ...LIVE_SECONDS.map((seconds) => ({ value: String(seconds), label: `${seconds} s` })),
]

interface SearchActionsProps {
  readonly address: SearchAddress
  readonly view: ResultsView
  readonly onView: (part: Partial<ResultsView>) => void
  /** The list as shown. */
  readonly traces: readonly TraceSummary[]
}

/** What can be done with a search besides reading it: keep it live, save it under a name, take its list along. */
export function SearchActions({ address, view, onView, traces }: SearchActionsProps) {
  const [naming, setNaming] = useState(false)
  const live = view.liveSeconds === null ? 'off' : String(view.liveSeconds)
  return (
    <>
      {address.lookback !== CUSTOM_LOOKBACK && address.traceIds.length === 0 && (
        <Select
          className={styles.inline}
          label="Live"
          options={LIVE_OPTIONS}
          value={live}
          onValueChange={(value) => onView({ liveSeconds: value === 'off' ? null : Number(value) })}
        />
      )}
      <span className={styles.buttons}>
        <IconButton size="small" label="Save search" onClick={() => setNaming(true)}>
          <Star size={14} aria-hidden="true" />
        </IconButton>
        <Button
          size="small"
          tone="quiet"
          aria-label="Download CSV"
          onClick={() => saveFile('traces.csv', 'text/csv', resultsToCsv(traces))}
        >
          <Download size={13} aria-hidden="true" />
          CSV
        </Button>
        <Button
          size="small"
          tone="quiet"
          aria-label="Download JSON"
          onClick={() => saveFile('traces.json', 'application/json', resultsToJson(traces))}
        >
          <Download size={13} aria-hidden="true" />
          JSON
        </Button>
      </span>
      <Dialog open={naming} onOpenChange={setNaming} title="Save this search">
        <NameForm
          suggested={describeSearch(address)}
          onSave={(name) => {
            const query = formatSearchQuery(repeatable(address))
            writeResultsView(query, { ...view, zoom: null })
            saveSearch(name, query.toString())
            setNaming(false)
          }}
        />
      </Dialog>
    </>
  )
}

function NameForm({ suggested, onSave }: { readonly suggested: string; readonly onSave: (name: string) => void }) {
  const [name, setName] = useState(suggested)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onSave(name.trim())
  }
  return (
    <form className={styles.naming} onSubmit={submit}>
      <TextField
        label="Name"
        value={name}
        onValueChange={setName}
        hint="It is kept in this browser, and is on the start page of the search."
      />
      <Button type="submit" tone="primary" disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  )
}
