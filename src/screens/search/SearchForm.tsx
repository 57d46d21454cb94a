import { useQueries, useQuery } from '@tanstack/react-query'
import { CircleHelp, Search } from 'lucide-react'
import { lazy, Suspense, useRef, useState, useSyncExternalStore, type FormEvent } from 'react'
import type { Operation } from '../../data/backend.ts'
import { configurationState, subscribeConfiguration } from '../../data/configuration.ts'
import { failureOf } from '../../data/http.ts'
import { operationsQuery } from '../../data/operationsQuery.ts'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CUSTOM_LOOKBACK } from '../../url/searchAddress.ts'
import { chooseLastService, parseServices, splitLastService } from '../../url/services.ts'
import styles from './SearchForm.module.css'
import {
  ALL_OPERATIONS,
  checkDraft,
  lookbackOptions,
  type DraftErrors,
  type DraftField,
  type SearchDraft,
} from './searchForm.ts'
import type { TimeZoneChoice } from './timeText.ts'

interface SearchFormProps {
  readonly draft: SearchDraft
  readonly zone: TimeZoneChoice
  readonly searching: boolean
  /** Mistakes show before anything was touched: the address brought them. */
  readonly showErrors: boolean
  readonly onChange: (part: Partial<SearchDraft>) => void
  readonly onSubmit: () => void
}

export function SearchForm({ draft, zone, searching, showErrors, onChange, onSubmit }: SearchFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [helping, setHelping] = useState(false)
  const { maxLookback, maxLimit, adjustEndTime } = useSyncExternalStore(subscribeConfiguration, configurationState)
    .configuration.search
  const { errors, touch, touchAll } = useShownErrors(draft, zone, maxLimit, showErrors)
  const { services, servicesNote, operations } = useSuggestions(draft.service)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    touchAll()
    if (Object.keys(checkDraft(draft, zone, maxLimit)).length > 0) return focusFirstInvalid(form)
    onSubmit()
  }
  const lastKnown = useRef(draft.service)
  /** An operation belongs to its service: choosing another one clears it; half a name typed does not, nor does one more. */
  const changeService = (service: string) => {
    const chosen = services.names.includes(service.trim()) && service !== lastKnown.current
    if (chosen) lastKnown.current = service
    onChange(chosen ? { service, operation: '' } : { service })
  }
  const field = (name: DraftField) => ({
    value: draft[name],
    error: errors[name] ?? null,
    onValueChange: (value: string) => onChange({ [name]: value }),
  })
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label="Search traces"
      noValidate
      onSubmit={submit}
      onBlur={(event) => touch(event.target)}
    >
      <div className={styles.fields}>
        <ComboBox
          {...field('service')}
          label="Service"
          className={styles.wide}
          options={services.names}
          emptyText={services.text}
          placeholder="all services"
          several={SEVERAL}
          onValueChange={changeService}
        />
        <ComboBox
          {...field('operation')}
          label="Operation"
          className={styles.wide}
          options={operations.names}
          emptyText={operations.text}
          placeholder={ALL_OPERATIONS}
        />
        <div className={styles.tags}>
          <TextField {...field('tags')} name="tags" label="Tags" placeholder="http.status_code=500 OR retry exists" />
          <span className={styles.help}>
            <IconButton size="small" label="What tags can say" onClick={() => setHelping(true)}>
              <CircleHelp size={13} aria-hidden="true" />
            </IconButton>
          </span>
        </div>
        <TextField
          {...field('minDuration')}
          name="minDuration"
          label="Min duration"
          className={styles.short}
          placeholder="1.2s, 100ms"
        />
        <TextField
          {...field('maxDuration')}
          name="maxDuration"
          label="Max duration"
          className={styles.short}
          placeholder="5s"
        />
        <Select
          {...field('lookback')}
          label={adjustEndTime === null ? 'Lookback' : `Lookback, until ${adjustEndTime} ago`}
          className={styles.lookback}
          options={lookbackOptions(maxLookback, draft.lookback)}
        />
        {draft.lookback === CUSTOM_LOOKBACK && (
          <>
            <TextField
              {...field('from')}
              name="from"
              type="datetime-local"
              step="1"
              label={`From (${zoneName(zone)})`}
              className={styles.date}
            />
            <TextField
              {...field('to')}
              name="to"
              type="datetime-local"
              step="1"
              label={`To (${zoneName(zone)})`}
              className={styles.date}
            />
          </>
        )}
        <TextField
          {...field('limit')}
          name="limit"
          label="Limit results"
          className={styles.number}
          inputMode="numeric"
        />
        <Button type="submit" tone="primary" className={styles.submit}>
          <Search size={14} aria-hidden="true" />
          {searching ? 'Searching…' : 'Find traces'}
        </Button>
      </div>
      {servicesNote && (
        <p role="alert" className={styles.failed}>
          {servicesNote.message}
          <Button size="small" onClick={servicesNote.retry}>
            Load them again
          </Button>
        </p>
      )}
      {(draft.minDuration.trim() || draft.maxDuration.trim()) && (
        <p className={styles.note}>
          Min and max duration match any span of the services searched, not the whole trace. To limit whole traces, use
          “Trace at least” above the results.
        </p>
      )}
      {helping && (
        <Suspense fallback={null}>
          <TagHelp onClose={() => setHelping(false)} />
        </Suspense>
      )}
    </form>
  )
}

const TagHelp = lazy(() => import('./TagHelp.tsx').then((module) => ({ default: module.TagHelp })))

const SEVERAL = { lastOf: (text: string) => splitLastService(text).last, choose: chooseLastService }

const zoneName = (zone: TimeZoneChoice) => (zone === 'utc' ? 'UTC' : 'local time')

function focusFirstInvalid(form: React.RefObject<HTMLFormElement | null>) {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

/** A mistake shows once its field was left, or a search was tried; it goes as soon as it is right. */
function useShownErrors(draft: SearchDraft, zone: TimeZoneChoice, maxLimit: number, showAll: boolean) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const all = checkDraft(draft, zone, maxLimit)
  const errors: Partial<Record<DraftField, string>> = {}
  for (const [name, message] of Object.entries(all) as [DraftField, string][]) {
    if (showAll || tried || touched.has(name)) errors[name] = message
  }
  return {
    errors: errors as DraftErrors,
    touch: (target: EventTarget) => {
      const name = target instanceof HTMLInputElement ? target.name : ''
      if (name && !touched.has(name)) setTouched(new Set([...touched, name]))
    },
    touchAll: () => setTried(true),
  }
}

/** Of so many services are operations suggested. */
const MOST_ASKED = 6

/** One name can come once per span kind. */
const operationNames = (operations: readonly Operation[] = []) => [...new Set(operations.map(({ name }) => name))]

interface Suggestions {
  readonly names: readonly string[]
  /** What the list says while it has no names. */
  readonly text: string
}

function useSuggestions(service: string) {
  const services = useQuery(servicesQuery())
  const names = services.data ?? []
  const asked = parseServices(service).filter((name) => names.includes(name))
  const known = asked.length > 0
  const operations = useQueries({
    queries: asked.slice(0, MOST_ASKED).map((name) => operationsQuery(name)),
    combine: (answers) => ({
      data: answers.flatMap(({ data = [] }) => data),
      isPending: answers.some(({ isPending }) => isPending),
      isError: answers.some(({ isError }) => isError),
    }),
  })
  const servicesText = services.isPending
    ? 'Loading services…'
    : services.isError
      ? 'Services could not be loaded.'
      : 'No service has reported yet.'
  const operationsText = !known
    ? 'Choose a service for suggestions.'
    : operations.isPending
      ? 'Loading operations…'
      : operations.isError
        ? 'Operations could not be loaded.'
        : 'This service has no operations yet.'
  return {
    services: { names, text: servicesText } as Suggestions,
    operations: { names: operationNames(operations.data), text: operationsText } as Suggestions,
    servicesNote: services.isError
      ? {
          message: `The list of services could not be loaded: ${failureOf(services.error).message}`,
          retry: () => void services.refetch(),
        }
      : null,
  }
}
