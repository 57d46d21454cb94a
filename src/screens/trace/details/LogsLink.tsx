import { ScrollText } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { logLink } from '../../../configuration/logLink.ts'
import { configurationState, subscribeConfiguration } from '../../../data/configuration.ts'
import { spanIdOf, type Attribute } from '../../../model/trace.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import styles from './Details.module.css'

interface LogsLinkProps {
  readonly view: TraceView
  readonly span: number
  readonly kind: 'span' | 'gap'
  /** Offsets from the trace's epoch, as drawn. */
  readonly startUs: number
  readonly endUs: number
  readonly attributes: readonly Attribute[]
}

/** To the logs of that process in that time, where the configuration says how; nothing otherwise. */
export function LogsLink({ view, span, kind, startUs, endUs, attributes }: LogsLinkProps) {
  const { logs } = useSyncExternalStore(subscribeConfiguration, configurationState).configuration
  if (logs === null) return null
  const { trace, shiftUs } = view
  // The process wrote its logs by its own clock, whatever the view corrects.
  const recordedMs = (offsetUs: number) => Number(trace.epochUs) / 1e3 + (offsetUs + (shiftUs?.[span] ?? 0)) / 1e3
  const known: Readonly<Record<string, string>> = {
    service: trace.services[trace.serviceId[span]],
    operation: trace.names[trace.nameId[span]],
    traceID: trace.traceId,
    spanID: spanIdOf(trace, span),
  }
  const lookUp = (name: string) => {
    if (Object.hasOwn(known, name)) return known[name]
    const all = [attributes, trace.processes[trace.processId[span]].attributes]
    const found = all.flatMap((list) => list.filter(({ key }) => key === name)).at(0)
    return found === undefined || found.value === null ? null : String(found.value)
  }
  const href = logLink(logs, { kind, startMs: recordedMs(startUs), endMs: recordedMs(endUs), lookUp })
  if (href === null) return null
  return (
    <p className={styles.logsLink}>
      <a href={href} target="_blank" rel="noopener noreferrer">
        <ScrollText size={14} aria-hidden="true" />
        {kind === 'gap' ? `${logs.label} of this process in this gap` : `${logs.label} of this span`}
      </a>
    </p>
  )
}
