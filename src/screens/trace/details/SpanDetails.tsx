import { useState } from 'react'
import type { Ledger } from '../../../analysis/ledger.ts'
import { formatDuration, formatExactDuration, formatShare, plural } from '../../../lib/format.ts'
import { durationOf, FLAG, KIND_NAMES, NONE, spanIdOf, titleOf } from '../../../model/trace.ts'
import type { SpanDetail, TraceView } from '../../../worker/protocol.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Duration } from '../../../ui/Duration.tsx'
import { ServiceSwatch } from '../../../ui/ServiceSwatch.tsx'
import { placeInLedger } from '../ledger/groupLedger.ts'
import { timeWords } from '../../../report/timeWords.ts'
import { formatClockTime } from '../../../lib/formatTime.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { TraceStore } from '../traceStore.ts'
import { attributeLinks } from '../links/patternLinks.ts'
import { useInherited } from '../links/useInherited.ts'
import { AttributeTable, matchesFilter } from './AttributeTable.tsx'
import styles from './Details.module.css'
import { EventList } from './EventList.tsx'
import { LogsLink } from './LogsLink.tsx'
import { SpanLinks } from './SpanLinks.tsx'

interface SpanDetailsProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly span: number
  /** null until the worker has decoded it. */
  readonly detail: SpanDetail | null
  readonly zone: TimeZoneChoice
}

/** Everything known of one span: facts, its place in the ledger, tags, events, process, links, warnings. */
export function SpanDetails({ view, store, span, detail, zone }: SpanDetailsProps) {
  const [typed, setTyped] = useState('')
  const inherited = useInherited(view, span)
  const filter = typed.trim().toLowerCase()
  const count = (total: number, matching: number) => (filter === '' ? `${total}` : `${matching} of ${total}`)
  return (
    <>
      <SpanFacts view={view} store={store} span={span} zone={zone} />
      {detail === null ? (
        <p className={styles.note}>Reading tags…</p>
      ) : (
        <>
          <LogsLink
            view={view}
            span={span}
            kind="span"
            startUs={view.trace.startUs[span]}
            endUs={view.trace.endUs[span]}
            attributes={detail.attributes}
          />
          {detail.warnings.length > 0 && (
            <ul aria-label="Warnings" className={styles.ledgerParts}>
              {detail.warnings.map((warning, i) => (
                <li key={i} className={styles.warning}>
                  <bdi>{warning}</bdi>
                </li>
              ))}
            </ul>
          )}
          <input
            type="search"
            className={styles.filter}
            aria-label="Filter tags"
            placeholder="Filter tags, events and process"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <details open className={styles.section}>
            <summary>
              Tags{' '}
              <span className={styles.count}>
                {count(detail.attributes.length, detail.attributes.filter((tag) => matchesFilter(tag, filter)).length)}
              </span>
            </summary>
            <AttributeTable
              label="Tags"
              attributes={detail.attributes}
              filter={filter}
              linksOf={attributeLinks(view, span, 'tags', [detail.attributes, detail.process, inherited])}
            />
          </details>
          {detail.events.length > 0 && (
            <details open className={styles.section}>
              <summary>
                Events <span className={styles.count}>{detail.events.length}</span>
              </summary>
              <EventList view={view} span={span} detail={detail} inherited={inherited} filter={filter} />
            </details>
          )}
          <SpanLinks view={view} store={store} span={span} references={detail.references} />
          <details
            className={styles.section}
            open={filter !== '' && detail.process.some((tag) => matchesFilter(tag, filter)) ? true : undefined}
          >
            <summary>
              Process{' '}
              <span className={styles.count}>
                {count(detail.process.length, detail.process.filter((tag) => matchesFilter(tag, filter)).length)}
              </span>
            </summary>
            <AttributeTable
              label="Process"
              attributes={detail.process}
              filter={filter}
              linksOf={attributeLinks(view, span, 'process', [detail.process])}
            />
          </details>
        </>
      )}
    </>
  )
}

function SpanFacts({ view, store, span, zone }: Pick<SpanDetailsProps, 'view' | 'store' | 'span' | 'zone'>) {
  const { trace, selfUs, shiftUs } = view
  const shift = shiftUs?.[span] ?? 0
  const traceUs = trace.mainRoot === NONE ? 0 : durationOf(trace, trace.mainRoot)
  const parent = trace.parent[span]
  return (
    <>
      <dl className={styles.facts}>
        <dt>Duration</dt>
        <dd>
          <Duration us={durationOf(trace, span)} />
          {traceUs > 0 && `, ${formatShare(durationOf(trace, span) / traceUs)} of the trace`}
        </dd>
        <dt>Starts</dt>
        <dd>
          <span data-tip={formatExactDuration(trace.startUs[span])}>{`${formatDuration(trace.startUs[span])} in`}</span>
          {`, at ${formatClockTime(trace.epochUs, trace.startUs[span], zone)}`}
        </dd>
        {shift !== 0 && (
          <>
            <dt>Clock</dt>
            <dd>{`drawn ${formatDuration(Math.abs(shift))} ${shift > 0 ? 'earlier' : 'later'} than recorded`}</dd>
          </>
        )}
        <dt>Self time</dt>
        <dd>
          <Duration us={selfUs[span]} />
          {' outside its children'}
        </dd>
        <dt>In the ledger</dt>
        <dd>
          <LedgerPlace view={view} span={span} />
        </dd>
        <dt>Parent</dt>
        <dd>
          {parent !== NONE ? (
            <button type="button" className={styles.jump} onClick={() => store.getState().revealSpan(parent)}>
              <bdi>{titleOf(trace, parent)}</bdi>
            </button>
          ) : trace.flags[span] & FLAG.orphan ? (
            `${trace.missingParentOf.get(span) ?? 'unknown'}: never received`
          ) : (
            'none: a root'
          )}
        </dd>
        <dt>Span id</dt>
        <dd className={styles.mono}>
          <bdi>{spanIdOf(trace, span)}</bdi> <CopyButton label="Copy span id" text={spanIdOf(trace, span)} />
        </dd>
      </dl>
    </>
  )
}

const known = new WeakMap<readonly Ledger[], ReadonlyMap<number, Ledger>>()

function ledgersByRoot(ledgers: readonly Ledger[]): ReadonlyMap<number, Ledger> {
  let byRoot = known.get(ledgers)
  if (byRoot === undefined) known.set(ledgers, (byRoot = new Map(ledgers.map((ledger) => [ledger.root, ledger]))))
  return byRoot
}

/** What the span owns of the critical path of its root, by category. */
function LedgerPlace({ view, span }: Pick<SpanDetailsProps, 'view' | 'span'>) {
  const { trace, ledgers } = view
  const byRoot = ledgersByRoot(ledgers)
  // A ledger reaches over its root's subtree only: it is that of a span above.
  for (let root = span; root !== NONE; root = trace.parent[root]) {
    const ledger = byRoot.get(root)
    const place = ledger && placeInLedger(ledger, span, trace.length)
    if (!place) continue
    const rootUs = durationOf(trace, root)
    return (
      <ul className={styles.ledgerParts}>
        {place.parts.map((part) => (
          <li key={`${part.category}/${part.gapKind}`} data-tip={formatExactDuration(part.us)}>
            {`${formatDuration(part.us)} ${timeWords(part.category, part.gapKind)}`}
            {rootUs > 0 && `, ${formatShare(part.us / rootUs)}`}
          </li>
        ))}
      </ul>
    )
  }
  return <>nothing: off the critical path</>
}

/** `server`, or nothing when the trace does not say. */
export const kindText = (view: TraceView, span: number) =>
  view.trace.kind[span] === 0 ? null : KIND_NAMES[view.trace.kind[span]]

/** The head's second line: service, kind, error, descendants. */
export function SpanBadges({ view, span }: Pick<SpanDetailsProps, 'view' | 'span'>) {
  const { trace, asynchronous } = view
  const below = trace.subtreeEnd[span] - span - 1
  const kind = kindText(view, span)
  return (
    <div className={styles.badges}>
      <ServiceSwatch service={trace.services[trace.serviceId[span]]} />
      {kind !== null && <span>{kind}</span>}
      {asynchronous[span] === 1 && <span>asynchronous</span>}
      {(trace.flags[span] & FLAG.error) !== 0 && <span className={`${styles.badge} ${styles.error}`}>! error</span>}
      {below > 0 && <span>{`${plural(below, 'span')} below`}</span>}
    </div>
  )
}
