import { Braces, Link as LinkIcon, X } from 'lucide-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import type { Findings } from '../../../analysis/findings.ts'
import { getConfiguration, subscribeConfiguration } from '../../../data/configuration.ts'
import { ROW } from '../../../layout/rows.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { spanIdOf, titleOf } from '../../../model/trace.ts'
import type { SpanDetail, TraceView } from '../../../worker/protocol.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { GAP_WORDS } from '../../../report/timeWords.ts'
import { GAP_KINDS } from '../../../analysis/gaps.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { Selection, TraceStore } from '../traceStore.ts'
import styles from './Details.module.css'
import { GapDetails } from './GapDetails.tsx'
import { MissingDetails } from './MissingDetails.tsx'
import { RepeatDetails } from './RepeatDetails.tsx'
import { SpanBadges, SpanDetails } from './SpanDetails.tsx'
import { SpanFindings } from './SpanFindings.tsx'
import { spanJson } from './spanJson.ts'

interface DetailsPanelProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly selection: Selection
  readonly detail: SpanDetail | null
  readonly findings: Findings | null
  readonly zone: TimeZoneChoice
  /** The address that opens the page on this selection, absolute. */
  readonly deepLink: () => string
  readonly onClose: () => void
}

/** What is selected: a span, a gap, a parent that was never received, or repeats. */
export function DetailsPanel({ view, store, selection, detail, findings, zone, deepLink, onClose }: DetailsPanelProps) {
  const { kind, index, span } = selection
  // What is below asks for links, which a configuration that arrives late may bring.
  useSyncExternalStore(subscribeConfiguration, getConfiguration)
  const body = (): ReactNode => {
    if (kind === ROW.gap) return <GapDetails view={view} store={store} gap={index} zone={zone} />
    if (kind === ROW.missing) return <MissingDetails view={view} store={store} index={index} findings={findings} />
    if (kind === ROW.repeat) return <RepeatDetails view={view} store={store} index={index} />
    return (
      <>
        <SpanFindings view={view} findings={findings} span={span} />
        <SpanDetails view={view} store={store} span={span} detail={detail} zone={zone} />
      </>
    )
  }
  return (
    <section
      className={styles.panel}
      aria-label="Details"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onClose()
      }}
    >
      <header className={styles.head}>
        <div className={styles.headLine}>
          <h2>
            <bdi>{titleFor(view, store, selection)}</bdi>
          </h2>
          {kind === ROW.span && detail && (
            <CopyButton
              icon={<Braces size={14} aria-hidden="true" />}
              label="Copy span as JSON"
              text={() => spanJson(view.trace, span, detail)}
            />
          )}
          <CopyButton icon={<LinkIcon size={14} aria-hidden="true" />} label="Copy link to this" text={deepLink} />
          <IconButton label="Close details" shortcut="Esc" size="small" onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
        {kind === ROW.span && <SpanBadges view={view} span={span} />}
      </header>
      <div className={styles.body} key={`${kind}/${kind === ROW.span ? spanIdOf(view.trace, span) : index}`}>
        {body()}
      </div>
    </section>
  )
}

const capitalize = (words: string): string => `${words[0].toUpperCase()}${words.slice(1)}`

function titleFor({ trace, gaps }: TraceView, store: TraceStore, { kind, index, span }: Selection): string {
  if (kind === ROW.span) return trace.names[trace.nameId[span]]
  if (kind === ROW.gap)
    return `${capitalize(GAP_WORDS[GAP_KINDS[gaps.kind[index]]])}, ${formatDuration(gaps.endUs[index] - gaps.startUs[index])}`
  const { plan } = store.getState()
  if (kind === ROW.missing) return `Span ${plan.missing[index]?.parentSpanId ?? ''}, never received`
  const repeat = plan.repeats[index]
  return repeat ? `${plural(repeat.spans.length, 'time', 'times')} ${titleOf(trace, repeat.spans[0])}` : 'Repeats'
}
