import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FolderOpen } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { failureOf } from '../../data/http.ts'
import { openFile } from '../../data/openedFiles.ts'
import { searchQuery } from '../../data/searchQuery.ts'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { isFileTrace, parseFileTraceName } from '../../model/traceName.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { parseComparisonText, type CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import { parseTraceId } from '../../url/traceId.ts'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'
import { StartTime } from './StartTime.tsx'
import { useCandidates, type Candidate, type SidesAtHand } from './useCandidates.ts'

interface PickSidesProps {
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

/** One or both sides are open: chosen by id, from what is at hand, from a service's latest traces, or from a file. */
export function PickSides({ address, onChange }: PickSidesProps) {
  useDocumentTitle('Compare')
  const atHand = useCandidates(address)
  return (
    <div className={styles.pick}>
      <h1>Compare two traces</h1>
      <p>
        Choose a slow one and a normal one of the same kind. What differs, and what each difference cost, comes out of
        it. Or <Link to="/search">search</Link>, tick two of the results and choose Compare.
      </p>
      <div className={styles.pickSides}>
        {(['a', 'b'] as const).map((side) => (
          <PickSide
            key={side}
            side={side}
            address={address}
            atHand={atHand}
            onPick={(name) => onChange({ [side]: name })}
            onOpen={onChange}
          />
        ))}
      </div>
    </div>
  )
}

interface PickSideProps {
  readonly side: 'a' | 'b'
  readonly address: CompareAddress
  readonly atHand: SidesAtHand
  readonly onPick: (name: string | null) => void
  /** Both sides at once. */
  readonly onOpen: (comparison: Partial<CompareAddress>) => void
}

function PickSide({ side, address, atHand, onPick, onOpen }: PickSideProps) {
  const chosen = address[side]
  const name = side.toUpperCase()
  const other = side === 'a' ? address.b : address.a
  if (address.typical && side === 'a') {
    return (
      <section aria-label="Side A" className={styles.pickSide}>
        <h2>A</h2>
        What is typical of others of the same root operation{' '}
        <Button size="small" onClick={() => onOpen({ typical: false })}>
          Change
        </Button>
      </section>
    )
  }
  if (chosen !== null) {
    return (
      <section aria-label={`Side ${name}`} className={styles.pickSide}>
        <h2>{name}</h2>
        {atHand.chosen && (
          <p>
            <CandidateText candidate={atHand.chosen} />
          </p>
        )}
        {atHand.failure && !atHand.chosen && (
          <p role={atHand.isAskedAgain ? 'status' : 'alert'}>
            {atHand.failure.message} {atHand.isAskedAgain ? 'Asking again…' : 'It may be gone, or not be stored yet.'}
          </p>
        )}
        <p className={styles.muted}>
          <code>{chosen.replace(/~.*$/, '')}</code>
          {isFileTrace(chosen) && ' from an opened file'}
        </p>
        <Button size="small" onClick={() => onPick(null)}>
          Change
        </Button>
      </section>
    )
  }
  return (
    <section aria-label={`Side ${name}`} className={styles.pickSide}>
      <h2>{name}</h2>
      <PickById name={name} given={side === 'a' ? address.givenA : address.givenB} onPick={onPick} onOpen={onOpen} />
      <PickFromFile name={name} onPick={onPick} />
      {other !== null && atHand.similar.length > 0 && (
        <Button
          onClick={() => {
            const cohort = atHand.similar.map(({ traceId }) => traceId)
            onOpen({ typical: true, a: null, b: other, givenA: '', givenB: other, cohort })
          }}
        >
          What is typical of {plural(atHand.similar.length, 'trace')} like {side === 'a' ? 'B' : 'A'}
        </Button>
      )}
      {atHand.groups.map(({ title, traces }) => (
        <CandidateList key={title} title={title} traces={traces} onPick={onPick} />
      ))}
      <PickFromService name={name} taken={[address.a, address.b]} onPick={onPick} />
    </section>
  )
}

interface PickProps {
  readonly name: string
  readonly onPick: (name: string) => void
}

type PickByIdProps = PickProps & Pick<PickSideProps, 'onOpen'> & { readonly given: string }

function PickById({ name, given, onPick, onOpen }: PickByIdProps) {
  const [text, setText] = useState(given)
  const [error, setError] = useState(given === '' ? null : 'This holds no trace id.')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const both = parseComparisonText(text)
        if (both) return onOpen(both)
        const named = parseFileTraceName(text.trim()) ?? parseTraceId(text)?.traceId
        if (named) onPick(named)
        else setError('This holds no trace id: 16 or 32 hex digits, a traceparent, or a log line with one.')
      }}
    >
      <TextField
        label={`Trace ${name}: id, traceparent or log line`}
        value={text}
        error={error}
        onValueChange={(value) => (setText(value), setError(null))}
      />
      <Button type="submit" tone="primary">
        Use it
      </Button>
    </form>
  )
}

/** A file with one trace is the side; of several the reader chooses. */
function PickFromFile({ name, onPick }: PickProps) {
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const read = async (file: File) => {
    setSaid(`Reading ${file.name}…`)
    const result = await openFile(client, file, {})
    if (!result.ok) return setSaid(`${file.name}: ${result.failure.message}`)
    const { traces } = result.value
    if (traces.length === 1) return onPick(traces[0].traceId)
    setSaid(`${plural(traces.length, 'trace')} in ${file.name}: choose one below.`)
  }
  return (
    <div className={styles.pickFile}>
      <Button onClick={() => input.current?.click()}>
        <FolderOpen size={14} aria-hidden="true" /> From a file…
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`File of trace ${name}`}
        onChange={({ target }) => {
          const file = target.files?.[0]
          target.value = ''
          if (file) void read(file)
        }}
      />
      <span role="status">{said}</span>
    </div>
  )
}

/** A search in one field: the latest traces of a service. */
function PickFromService({ name, taken, onPick }: PickProps & { readonly taken: readonly (string | null)[] }) {
  const services = useQuery(servicesQuery()).data ?? []
  const [service, setService] = useState('')
  const found = useQuery({
    ...searchQuery({ ...EMPTY_SEARCH, services: [service], lookback: '2d', limit: 50 }),
    enabled: service !== '',
  })
  const traces = (found.data?.traces ?? []).filter(({ traceId }) => !taken.includes(traceId))
  return (
    <>
      <Select
        label={`Latest traces for ${name} of service`}
        options={[{ value: '', label: 'Choose…' }, ...services.map((value) => ({ value, label: value }))]}
        value={service}
        onValueChange={setService}
      />
      {service !== '' && (
        <>
          <p role="status" className={styles.muted}>
            {found.error
              ? failureOf(found.error).message
              : !found.data
                ? 'Searching…'
                : traces.length === 0 && 'No traces of it in the last two days.'}
          </p>
          {traces.length > 0 && <CandidateList title={`Latest of ${service}`} traces={traces} onPick={onPick} />}
        </>
      )}
    </>
  )
}

interface CandidateListProps {
  readonly title: string
  readonly traces: readonly Candidate[]
  readonly onPick: (name: string) => void
}

const MOST = 50

function CandidateList({ title, traces, onPick }: CandidateListProps) {
  return (
    <>
      <h3>
        {title} <span className={styles.muted}>{traces.length}</span>
      </h3>
      <ul aria-label={title} className={styles.known}>
        {traces.slice(0, MOST).map((candidate) => (
          <li key={candidate.traceId}>
            <button type="button" className={styles.rowButton} onClick={() => onPick(candidate.traceId)}>
              <CandidateText candidate={candidate} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** A trace in one line: how long, what, how large, when. */
function CandidateText({ candidate }: { readonly candidate: Candidate }) {
  const { durationUs, rootService, rootOperation, spanCount, startUs } = candidate
  return (
    <>
      <b className={styles.knownTime}>{formatDuration(durationUs)}</b>{' '}
      <ServiceSwatch service={rootService}>
        {' '}
        <bdi>{rootOperation}</bdi>
      </ServiceSwatch>
      <span className={styles.muted}>
        {' '}
        · {plural(spanCount, 'span')} ·{' '}
        <span className={styles.nowrap}>
          <StartTime us={BigInt(Math.round(startUs))} />
        </span>
      </span>
    </>
  )
}
