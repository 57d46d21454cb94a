import { GAP_KINDS } from '../../../analysis/gaps.ts'
import { formatDuration, formatExactDuration, formatShare } from '../../../lib/format.ts'
import { durationOf, NONE, spanIdOf, titleOf } from '../../../model/trace.ts'
import { gapText } from '../../../report/findingTexts.ts'
import { GAP_WORDS } from '../../../report/timeWords.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { Duration } from '../../../ui/Duration.tsx'
import { ServiceSwatch } from '../../../ui/ServiceSwatch.tsx'
import { formatClockTime } from '../../../lib/formatTime.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { TraceStore } from '../traceStore.ts'
import { gapLinks } from '../links/patternLinks.ts'
import { PatternLinks } from '../links/PatternLinks.tsx'
import styles from './Details.module.css'
import { criticalUs } from './criticalUs.ts'
import { LogsLink } from './LogsLink.tsx'

interface GapDetailsProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly gap: number
  readonly zone: TimeZoneChoice
}

/** A stretch nothing explains: how long, between what, in which process, and what could be in it. */
export function GapDetails({ view, store, gap, zone }: GapDetailsProps) {
  const { trace, gaps } = view
  const owner = gaps.owner[gap]
  const kind = GAP_KINDS[gaps.kind[gap]]
  const startUs = gaps.startUs[gap]
  const endUs = gaps.endUs[gap]
  const traceUs = trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot)
  const critical = criticalUs(view, startUs, endUs, owner)
  const { meaning, check } = gapText(trace, gaps, gap)
  const jump = (span: number) =>
    span === NONE ? (
      'none'
    ) : (
      <button type="button" className={styles.jump} onClick={() => store.getState().revealSpan(span)}>
        <bdi>{titleOf(trace, span)}</bdi>
      </button>
    )
  return (
    <>
      <dl className={styles.facts}>
        <dt>Length</dt>
        <dd>
          <Duration us={endUs - startUs} />{' '}
          <span className={styles.count}>{`(${formatExactDuration(endUs - startUs)})`}</span>
          {traceUs > 0 && `, ${formatShare((endUs - startUs) / traceUs)} of the trace`}
        </dd>
        <dt>Kind</dt>
        <dd>{GAP_WORDS[kind]}</dd>
        <dt>{kind === 'queue' ? 'Consumer' : 'Inside'}</dt>
        <dd>{jump(owner)}</dd>
        <dt>{kind === 'queue' ? 'Producer' : 'After'}</dt>
        <dd>{gaps.after[gap] === NONE ? 'the start of the span' : jump(gaps.after[gap])}</dd>
        {kind !== 'queue' && (
          <>
            <dt>Before</dt>
            <dd>{gaps.before[gap] === NONE ? 'the end of the span' : jump(gaps.before[gap])}</dd>
          </>
        )}
        <dt>From</dt>
        <dd>
          <span data-tip={formatExactDuration(startUs)}>{`${formatDuration(startUs)} in`}</span>
          {`, ${formatClockTime(trace.epochUs, startUs, zone)} to ${formatClockTime(trace.epochUs, endUs, zone)}`}
        </dd>
        <dt>Process</dt>
        <dd>
          <ServiceSwatch service={trace.services[trace.serviceId[owner]]} />
        </dd>
        <dt>Critical path</dt>
        <dd>
          {critical === 0
            ? 'not on it: shortening this gap alone makes nothing faster'
            : critical === endUs - startUs
              ? 'all of it: the trace waits here'
              : `${formatDuration(critical)} of it`}
        </dd>
      </dl>
      <section className={styles.section}>
        <h3>What it means</h3>
        <p>
          <bdi>{meaning}</bdi>
        </p>
      </section>
      <section className={styles.section}>
        <h3>What to check next</h3>
        <p>
          <bdi>{check}</bdi>
        </p>
      </section>
      <LogsLink view={view} span={owner} kind="gap" startUs={startUs} endUs={endUs} attributes={[]} />
      <ProcessFacts view={view} span={owner} />
      <Links links={gapLinks(view, gap)} />
    </>
  )
}

/** What whoever runs Lacuna configured for gaps: the logs of that service in that window. */
const Links = ({ links }: { readonly links: ReturnType<typeof gapLinks> }) =>
  links.length === 0 ? null : (
    <section className={styles.section}>
      <h3>Look there</h3>
      <PatternLinks links={links} />
    </section>
  )

/** Where the reader has to look: the process's own attributes that name a machine. */
function ProcessFacts({ view, span }: { readonly view: TraceView; readonly span: number }) {
  const { trace } = view
  const wanted =
    /^(service\.instance\.id|host\.name|hostname|ip|k8s\.pod\.name|process\.pid|container\.id|service\.version)$/
  const shown = trace.processes[trace.processId[span]].attributes.filter(({ key }) => wanted.test(key))
  if (shown.length === 0) return null
  return (
    <dl className={`${styles.facts} ${styles.section}`} aria-label={`Process of span ${spanIdOf(trace, span)}`}>
      {shown.map(({ key, value }) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>{key}</dt>
          <dd className={styles.mono}>
            <bdi>{String(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
