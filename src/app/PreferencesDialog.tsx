import { useState, useSyncExternalStore } from 'react'
import { NUMBER_LOCALES } from '../data/numberLocale.ts'
import { getPreferences, setPreferences, subscribePreferences } from '../data/preferences.ts'
import { formatCount, formatDuration } from '../lib/format.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { saveFile } from '../ui/saveFile.ts'
import { Select } from '../ui/Select.tsx'
import {
  applyPreferencesFile,
  changesOf,
  formatPreferencesFile,
  parsePreferencesFile,
  type ParsedFile,
} from './preferencesFile.ts'
import styles from './PreferencesDialog.module.css'

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const ZONES = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const

interface PreferencesDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** Theme, times and numbers, and a file of them (with the saved searches) for another browser. */
export function PreferencesDialog(props: PreferencesDialogProps) {
  const { theme, timeZone, numbers } = useSyncExternalStore(subscribePreferences, getPreferences)
  return (
    <Dialog {...props} title="Preferences">
      <div className={styles.fields}>
        <Select
          label="Theme"
          options={THEMES}
          value={theme}
          onValueChange={(value) => setPreferences({ theme: value as typeof theme })}
        />
        <Select
          label="Times"
          options={ZONES}
          value={timeZone}
          onValueChange={(value) => setPreferences({ timeZone: value as typeof timeZone })}
        />
        <Select
          label="Numbers"
          options={NUMBER_LOCALES}
          value={numbers}
          onValueChange={(value) => setPreferences({ numbers: value as typeof numbers })}
        />
      </div>
      <p className={styles.example}>
        {formatDuration(1_880_000)} · {formatCount(201_767)} µs
      </p>
      <Travel />
    </Dialog>
  )
}

/** Export, and import with a look at what it would change. */
function Travel() {
  const [parsed, setParsed] = useState<ParsedFile | null>(null)
  const [message, setMessage] = useState('')
  const read = async (file: File | undefined) => {
    if (!file) return
    setMessage('')
    setParsed(
      file.size > 5e6 ? { ok: false, message: 'This file is too large.' } : parsePreferencesFile(await file.text()),
    )
  }
  const changes = parsed?.ok ? changesOf(parsed.file) : []
  const apply = () => {
    if (!parsed?.ok) return
    applyPreferencesFile(parsed.file)
    setParsed(null)
    setMessage('Imported.')
  }
  return (
    <section aria-labelledby="travel" className={styles.travel}>
      <h3 id="travel" className={styles.title}>
        In another browser
      </h3>
      <p>A file holds these preferences and your saved searches. Nothing else, and it goes nowhere by itself.</p>
      <div className={styles.buttons}>
        <Button onClick={() => saveFile('lacuna-preferences.json', 'application/json', formatPreferencesFile())}>
          Export
        </Button>
        <label className={styles.file}>
          Import a file
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              void read(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </label>
      </div>
      {parsed && !parsed.ok && <p role="alert">{parsed.message}</p>}
      {parsed?.ok && changes.length === 0 && <p role="status">It changes nothing: all of it is here already.</p>}
      {parsed?.ok && changes.length > 0 && (
        <>
          <table className={styles.changes}>
            <caption>It would change</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Now</th>
                <th scope="col">Then</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ what, from, to }) => (
                <tr key={what}>
                  <th scope="row">
                    <bdi>{what}</bdi>
                  </th>
                  <td>
                    <bdi>{from}</bdi>
                  </td>
                  <td>
                    <bdi>{to}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className={styles.buttons}>
            <Button tone="primary" onClick={apply}>
              Take it over
            </Button>
            <Button onClick={() => setParsed(null)}>Leave it</Button>
          </div>
        </>
      )}
      <p role="status">{message}</p>
    </section>
  )
}
