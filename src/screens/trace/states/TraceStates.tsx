import { Hourglass, SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { formatCount, plural } from '../../../lib/format.ts'
import { splitTraceName } from '../../../model/traceName.ts'
import { linkToTrace } from '../../../url/traceAddress.ts'
import type { LoadFailure } from '../../../worker/protocol.ts'
import { Button } from '../../../ui/Button.tsx'
import { buttonClass } from '../../../ui/buttonClass.ts'
import { EmptyState, Tips } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import styles from './TraceStates.module.css'

interface StateProps {
  readonly traceId: string
  readonly onRetry: () => void
}

const ToSearch = ({ children = 'Search for traces' }: { readonly children?: ReactNode }) => (
  <Link to="/search" className={buttonClass({})}>
    {children}
  </Link>
)

/** Nothing in the address is a trace id. */
export function BadTraceId({ given }: { readonly given: string }) {
  return (
    <EmptyState title="That is no trace id" icon={<SearchX size={28} />} actions={<ToSearch />}>
      <p>
        The address names <bdi className={styles.id}>{given.slice(0, 200) || 'nothing'}</bdi>, which holds none. Any of
        these does:
      </p>
      <Tips>
        <li>16 or 32 hex digits, with or without dashes or 0x</li>
        <li>a whole traceparent, b3, uber-trace-id or X-Ray header</li>
        <li>a line of a log that contains one: paste it into the box at the top</li>
      </Tips>
    </EmptyState>
  )
}

const WAIT_S = 30

interface WaitingProps {
  readonly traceId: string
  /** How many times the backend said that it knows no such trace. */
  readonly asked: number
  readonly onStop: () => void
}

/** The link was faster than the trace: asked for again for half a minute. */
export function WaitingTrace({ traceId, asked, onStop }: WaitingProps) {
  const [left, setLeft] = useState(WAIT_S)
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <EmptyState
      title="Not stored yet, trying again"
      icon={<Hourglass size={28} />}
      actions={<Button onClick={onStop}>Stop trying</Button>}
    >
      <p>
        The backend does not know trace <bdi className={styles.id}>{shortIdOf(traceId) ?? traceId}</bdi>. A link can be
        faster than the trace’s way into the store.
      </p>
      <p role="status">{`Asked ${plural(asked, 'time')}.`}</p>
      <p>{left > 0 ? `Trying for ${left} s more.` : 'One last try.'}</p>
      <IncompleteId traceId={traceId} />
    </EmptyState>
  )
}

/** The half of an id that is given, when it is one: no backend finds a trace by the other. */
const shortIdOf = (traceId: string): string | null => (/^0{16}/.test(traceId) ? traceId.slice(16) : null)

const CUT_ID = 'The id has only 16 digits. If your log cut it, the other 16 are missing.'

/** Said at once: half an id will not be stored however long one waits. */
const IncompleteId = ({ traceId }: { readonly traceId: string }) =>
  shortIdOf(traceId) === null ? null : <p>{CUT_ID}</p>

export function StoppedTrace({ traceId, onRetry }: StateProps) {
  return (
    <EmptyState
      title="Loading was stopped"
      icon={<Hourglass size={28} />}
      actions={
        <>
          <Button tone="primary" onClick={onRetry}>
            Load it again
          </Button>
          <ToSearch />
        </>
      }
    >
      <p>
        Trace <bdi className={styles.id}>{traceId}</bdi> was not read to its end.
      </p>
    </EmptyState>
  )
}

/** The backend knows the id, but has no spans for it. */
export function EmptyTrace({ traceId, onRetry }: StateProps) {
  return (
    <EmptyState
      title="A trace without spans"
      icon={<SearchX size={28} />}
      actions={
        <>
          <Button tone="primary" onClick={onRetry}>
            Load it again
          </Button>
          <ToSearch />
        </>
      }
    >
      <p>
        The backend answered for <bdi className={styles.id}>{traceId}</bdi>, but sent no span. They may still be on
        their way, or have been dropped on it.
      </p>
    </EmptyState>
  )
}

interface FailedProps extends StateProps {
  readonly failure: LoadFailure
}

const TITLES: Partial<Record<LoadFailure['kind'], string>> = {
  network: 'The tracing backend does not answer',
  timeout: 'The backend took too long',
  html: 'A web page came instead of a trace',
  'not-json': 'The answer is no JSON',
  truncated: 'The answer broke off',
  'not-a-trace': 'The answer is no trace',
  'too-large': 'The trace is too large for this browser',
  http: 'The backend could not give the trace',
}

export function FailedTrace({ traceId, failure, onRetry }: FailedProps) {
  if (failure.kind === 'not-found') return <NotFound traceId={traceId} failure={failure} onRetry={onRetry} />
  if (failure.kind === 'empty') return <EmptyTrace traceId={traceId} onRetry={onRetry} />
  if (failure.kind === 'no-file') return <MissingFile name={traceId} failure={failure} onRetry={onRetry} />
  if (failure.kind === 'aborted') return <StoppedTrace traceId={traceId} onRetry={onRetry} />
  return (
    <ErrorState
      title={TITLES[failure.kind] ?? 'The trace could not be loaded'}
      failure={failure}
      onRetry={onRetry}
      actions={<ToSearch />}
    />
  )
}

/** A link to a trace of a file that is not here: another browser's, or forgotten. The backend may know the same id. */
function MissingFile({ name, failure, onRetry }: Omit<FailedProps, 'traceId'> & { readonly name: string }) {
  const { traceId } = splitTraceName(name)
  return (
    <ErrorState
      title="The file of this trace is not here"
      failure={failure}
      onRetry={onRetry}
      actions={
        <>
          {!/^0+$/.test(traceId) && (
            <Link to={linkToTrace(traceId)} className={buttonClass({})}>
              Ask the backend for its id
            </Link>
          )}
          <ToSearch />
        </>
      }
      tips={[
        'Files stay in the browser that opened them: a link to one works there only.',
        'Open the same file here (the folder at the top right, or drop it anywhere), and this address works again.',
      ]}
    />
  )
}

function NotFound({ traceId, failure, onRetry }: FailedProps) {
  const short = shortIdOf(traceId)
  return (
    <ErrorState
      title="No such trace"
      failure={{ ...failure, message: `The backend knows no trace ${short ?? traceId}.` }}
      onRetry={onRetry}
      actions={<ToSearch />}
      tips={[
        short === null ? `Is the id complete? It was read as ${formatCount(traceId.length)} hex digits.` : CUT_ID,
        'Is it older than the backend keeps traces?',
        'Is this the right backend? The header says which one the page asks.',
        'It may never have been sampled: then no backend has it.',
      ]}
    />
  )
}
