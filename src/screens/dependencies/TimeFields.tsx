import { useState, useSyncExternalStore } from 'react'
import { getPreferences, subscribePreferences } from '../../data/preferences.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { DependenciesAddress } from '../../url/dependenciesAddress.ts'
import styles from './Dependencies.module.css'
import { formatInputTime, parseInputTime } from './inputTime.ts'

const HOUR_MS = 3_600_000
const RANGES = [
  { value: String(HOUR_MS), label: 'Last hour' },
  { value: String(6 * HOUR_MS), label: 'Last 6 hours' },
  { value: String(24 * HOUR_MS), label: 'Last 24 hours' },
  { value: String(2 * 24 * HOUR_MS), label: 'Last 2 days' },
  { value: String(7 * 24 * HOUR_MS), label: 'Last 7 days' },
  { value: String(30 * 24 * HOUR_MS), label: 'Last 30 days' },
]
const UNTIL = { value: 'until', label: 'Until a time…' }
const UNTIL_NOW = { value: 'now', label: 'Until now' }

interface TimeFieldsProps {
  readonly address: DependenciesAddress
  readonly onChange: (part: Partial<DependenciesAddress>) => void
  readonly disabled: boolean
}

/** How far back, and until when: that is asked for only when it is not now. */
export function TimeFields({ address: { lookbackMs, endMs }, onChange, disabled }: TimeFieldsProps) {
  const [isAsking, setAsking] = useState(false)
  const zone = useSyncExternalStore(subscribePreferences, getPreferences).timeZone
  const isUntil = isAsking || endMs !== null
  return (
    <>
      <Select
        label="Time range"
        options={[...RANGES, isUntil ? UNTIL_NOW : UNTIL]}
        value={String(lookbackMs)}
        disabled={disabled}
        onValueChange={(value) => {
          if (value === UNTIL.value) return setAsking(true)
          if (value !== UNTIL_NOW.value) return onChange({ lookbackMs: Number(value) })
          setAsking(false)
          if (endMs !== null) onChange({ endMs: null })
        }}
      />
      {isUntil && (
        <TextField
          label={zone === 'utc' ? 'Until (UTC)' : 'Until'}
          type="datetime-local"
          className={styles.until}
          disabled={disabled}
          value={endMs === null ? '' : formatInputTime(endMs, zone)}
          onValueChange={(text) => {
            const ms = parseInputTime(text, zone)
            if (text === '' || ms !== null) onChange({ endMs: ms })
            if (text === '') setAsking(true)
          }}
        />
      )}
    </>
  )
}
