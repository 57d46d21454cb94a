import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { searchQuery } from '../../data/searchQuery.ts'
import { pickSimilar, similarTracesSearch } from '../../data/similarTraces.ts'
import { traceQuery } from '../../data/traceQuery.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH } from '../../url/searchAddress.ts'
import { parseTraceId } from '../../url/traceId.ts'
import type { SearchAnswer, TraceSummary } from '../../worker/protocol.ts'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'

interface PickSidesProps {
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

/** One or both sides are open: chosen by id, or from what was found last. */
export function PickSides({ address, onChange }: PickSidesProps) {
  const similar = useSimilarTraces(address.a ?? address.b)
  const known = useKnownTraces(address, similar)
  return (
    <div className={styles.pick}>
      <h1>Compare two traces</h1>
      <p>
        Choose a slow one and a normal one of the same kind. What differs, and what each difference cost, comes out of
        it.
      </p>
      <div className={styles.pickSides}>
        {(['a', 'b'] as const).map((side) => (
          <PickSide
            key={side}
            side={side}
            address={address}
            known={known}
            onPick={(traceId) => onChange({ [side]: traceId })}
          />
        ))}
      </div>
      <p>
        Or <Link to="/search">search</Link>, tick two of the results and choose Compare.
      </p>
    </div>
  )
}

interface PickSideProps {
  readonly side: 'a' | 'b'
  readonly address: CompareAddress
  readonly known: readonly TraceSummary[]
  readonly onPick: (traceId: string | null) => void
}

function PickSide({ side, address, known, onPick }: PickSideProps) {
  const chosen = address[side]
  const given = side === 'a' ? address.givenA : address.givenB
  const [text, setText] = useState(chosen === null ? given : '')
  const [error, setError] = useState(given !== '' && chosen === null ? 'This holds no trace id.' : null)
  const name = side.toUpperCase()
  if (chosen !== null) {
    return (
      <section aria-label={`Side ${name}`} className={styles.pickSide}>
        <h2>{name}</h2>
        <code>{chosen}</code>
        <Button size="small" onClick={() => onPick(null)}>
          Change
        </Button>
      </section>
    )
  }
  return (
    <section aria-label={`Side ${name}`} className={styles.pickSide}>
      <h2>{name}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const parsed = parseTraceId(text)
          if (parsed) onPick(parsed.traceId)
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
      {known.length > 0 && (
        <>
          <h3>Found so far</h3>
          <ul className={styles.known}>
            {known.slice(0, 50).map((trace) => (
              <li key={trace.traceId}>
                <button type="button" className={styles.rowButton} onClick={() => onPick(trace.traceId)}>
                  <b>{formatDuration(trace.durationUs)}</b> {trace.rootService}: {trace.rootOperation}
                  <span className={styles.muted}> · {plural(trace.spanCount, 'span')}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** Traces that began like the chosen one, by id. */
function useSimilarTraces(chosen: string | null): ReadonlySet<string> {
  const subject = useQuery({
    ...traceQuery({ traceId: chosen ?? '', clocks: 'auto', minGapUs: null, window: null }),
    enabled: chosen !== null,
  })
  const trace = subject.data?.trace
  const found = useQuery(searchQuery((trace && similarTracesSearch(trace)) ?? EMPTY_SEARCH))
  if (!trace || !found.data) return NO_TRACES
  return new Set(pickSimilar(trace, found.data.traces).all.map(({ traceId }) => traceId))
}

const NO_TRACES: ReadonlySet<string> = new Set()

/** What the page still holds of searches: of the same kind as the chosen trace and of the cohort first, longest first. */
function useKnownTraces({ a, b, cohort }: CompareAddress, similar: ReadonlySet<string>): TraceSummary[] {
  const client = useQueryClient()
  const found = new Map<string, TraceSummary>()
  for (const [, answer] of client.getQueriesData<SearchAnswer>({ queryKey: ['search'] })) {
    for (const trace of answer?.traces ?? []) found.set(trace.traceId, trace)
  }
  const all = [...found.values()].filter((trace) => trace.traceId !== a && trace.traceId !== b)
  const closeness = ({ traceId }: TraceSummary) => Number(similar.has(traceId)) + Number(cohort.includes(traceId))
  return all.sort((x, y) => closeness(y) - closeness(x) || y.durationUs - x.durationUs)
}
