import { Columns3, Download, Star } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState, type FormEvent } from 'react'
import { plural } from '../../lib/format.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CUSTOM_LOOKBACK, formatSearchQuery, type SearchAddress } from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { describeSearch, repeatable } from './recentSearches.ts'
import { resultsToCsv } from './resultsCsv.ts'
import styles from './ResultsToolbar.module.css'
import { LIVE_SECONDS, writeResultsView, type ResultsView } from './resultsView.ts'
import { saveSearch } from './savedSearches.ts'
import { saveFile } from '../../ui/saveFile.ts'

const Columns = lazy(() => import('./Columns.tsx').then((module) => ({ default: module.Columns })))

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
  const [choosing, setChoosing] = useState(false)
  const { preparing, told, download } = useDownload(traces)
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
        {FORMATS.map(({ format, label, file }) => (
          <Button
            key={format}
            size="small"
            tone="quiet"
            aria-label={`Download ${label} JSON`}
            data-tip={`The ${plural(traces.length, 'trace')} of the list, whole, as ${label} JSON; sensitive values masked`}
            disabled={preparing !== null}
            onClick={() => void download(format, file)}
          >
            <Download size={13} aria-hidden="true" />
            {preparing === format ? 'Preparing…' : label}
          </Button>
        ))}
        <Button size="small" tone="quiet" onClick={() => setChoosing(true)}>
          <Columns3 size={13} aria-hidden="true" />
          Columns
        </Button>
      </span>
      {told && (
        <p role="alert" className={styles.told}>
          {told}
        </p>
      )}
      {choosing && (
        <Suspense fallback={null}>
          <Columns
            names={traces.map(({ traceId }) => traceId)}
            columns={view.columns}
            onColumns={(columns) => onView({ columns })}
            onClose={() => setChoosing(false)}
          />
        </Suspense>
      )}
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

const FORMATS = [
  { format: 'jaeger', label: 'Jaeger', file: 'traces.jaeger.json' },
  { format: 'otlp', label: 'OTLP', file: 'traces.otlp.json' },
] as const

type Format = (typeof FORMATS)[number]['format']

/** Whole traces are written by the worker; those that it does not hold come from the backend first. */
function useDownload(traces: readonly TraceSummary[]) {
  const client = useQueryClient()
  const [preparing, setPreparing] = useState<Format | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const download = async (format: Format, file: string) => {
    setPreparing(format)
    setTold(null)
    try {
      const names = traces.map(({ traceId }) => traceId)
      const { downloadTraces } = await import('../../data/resultTags.ts')
      const made = await downloadTraces(client, names, format)
      saveFile(file, 'application/json', made.file)
      if (made.missing > 0) setTold(`${plural(made.missing, 'trace')} could not be read and is not in the file.`)
    } catch {
      setTold('The file could not be made. Try again with fewer traces.')
    } finally {
      setPreparing(null)
    }
  }
  return { preparing, told, download }
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
