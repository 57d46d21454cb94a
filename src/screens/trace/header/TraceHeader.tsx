import { Link as LinkIcon } from 'lucide-react'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { formatDuration, formatExactDuration, plural } from '../../../lib/format.ts'
import { durationOf, NONE, titleOf, type Trace } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { Switch } from '../../../ui/Checkbox.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Duration } from '../../../ui/Duration.tsx'
import { useDocumentTitle } from '../../../ui/useDocumentTitle.ts'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { formatIso, formatStart } from '../../../lib/formatTime.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { TraceStore } from '../traceStore.ts'
import { describeClocks } from './clockSentence.ts'
import styles from './TraceHeader.module.css'

interface TraceHeaderProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly zone: TimeZoneChoice
  readonly onZoneChange: (zone: TimeZoneChoice) => void
  readonly deepLink: () => string
  /** Menus and actions at the end of the first line. */
  readonly actions: ReactNode
}

/** Which trace this is: name, length, size, time, ids to copy, and what the backend warns of. */
export function TraceHeader({ view, store, zone, onZoneChange, deepLink, actions }: TraceHeaderProps) {
  const { trace } = view
  const root = trace.mainRoot
  const extentUs = useStore(store, ({ extent }) => extent.endUs - extent.startUs)
  const traceUs = root === NONE ? extentUs : durationOf(trace, root)
  const name = root === NONE ? 'A trace without a root' : titleOf(trace, root)
  const services = useMemo(() => countServices(trace), [trace])
  useDocumentTitle(`${name}, ${formatDuration(traceUs)}`)
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>
        <bdi>{name}</bdi>
      </h1>
      <p className={styles.facts}>
        <strong>
          <Duration us={traceUs} />
        </strong>
        {extentUs > traceUs && (
          <span
            data-tip={`First start to last end of all spans: ${formatExactDuration(extentUs)}. What goes on after the root, or began before it, is not part of its duration.`}
          >
            {'spread over '}
            <Duration us={extentUs} />
          </span>
        )}
        <span>{plural(trace.length, 'span')}</span>
        <span>{plural(services, 'service')}</span>
        <button
          type="button"
          className={styles.time}
          data-tip={zone === 'utc' ? 'Show local times' : 'Show times in UTC'}
          onClick={() => onZoneChange(zone === 'utc' ? 'local' : 'utc')}
        >
          <time dateTime={formatIso(trace.epochUs)}>{formatStart(trace.epochUs, zone)}</time>
        </button>
        <span className={styles.id}>
          <code data-tip={trace.traceId}>{shortId(trace.traceId)}</code>
          <CopyButton label="Copy trace id" text={trace.traceId} />
          <CopyButton icon={<LinkIcon size={14} aria-hidden="true" />} label="Copy link to this view" text={deepLink} />
        </span>
      </p>
      <div className={styles.actions}>{actions}</div>
    </header>
  )
}

/** A frame that hides the title still has a heading for those who do not see the page. */
export const HiddenHeading = ({ view: { trace } }: Pick<TraceHeaderProps, 'view'>) => (
  <h1>
    <VisuallyHidden>
      {trace.mainRoot === NONE ? 'A trace without a root' : titleOf(trace, trace.mainRoot)}
    </VisuallyHidden>
  </h1>
)

const shortId = (traceId: string) => (traceId.length > 16 ? `${traceId.slice(0, 8)}…${traceId.slice(-6)}` : traceId)

/** Those that have spans: a process without any may name another. */
function countServices({ serviceId, services }: Trace): number {
  const isUsed = new Uint8Array(services.length)
  let count = 0
  // Most often all are met long before the last span.
  for (let span = 0; span < serviceId.length && count < services.length; span++) {
    count += 1 - isUsed[serviceId[span]]
    isUsed[serviceId[span]] = 1
  }
  return count
}

interface ClockSwitchProps {
  readonly view: TraceView
  /** What was asked for and is not here yet. */
  readonly wanted: 'raw' | 'corrected' | 'auto' | null
  readonly onChange: (clocks: 'raw' | 'corrected') => void
}

/** The sentence that says whose clock is off, beside the switch that lines the spans up. */
export function ClockSwitch({ view, wanted, onChange }: ClockSwitchProps) {
  const { sentence, correctable, doubtful } = describeClocks(view)
  const shown = wanted === null || wanted === 'auto' ? view.clocksView : wanted
  return (
    <div className={doubtful ? `${styles.clocks} ${styles.doubtful}` : styles.clocks}>
      <Switch
        checked={shown === 'corrected'}
        disabled={!correctable}
        aria-busy={wanted !== null}
        aria-describedby="clock-sentence"
        onCheckedChange={(checked) => onChange(checked ? 'corrected' : 'raw')}
      >
        Corrected clocks
      </Switch>
      <span id="clock-sentence" role="status">
        {sentence}
      </span>
    </div>
  )
}

/** Warnings of the backend about the whole trace. */
export function TraceWarnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <details className={styles.warnings} open={warnings.length <= 2}>
      <summary>{`The backend warns: ${plural(warnings.length, 'message')}`}</summary>
      <ul>
        {warnings.slice(0, 20).map((warning, i) => (
          <li key={i}>
            <bdi>{warning}</bdi>
          </li>
        ))}
      </ul>
    </details>
  )
}
