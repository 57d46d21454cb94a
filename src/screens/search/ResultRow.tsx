import { useQuery } from '@tanstack/react-query'
import { CircleAlert, FileText } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'react-router'
import { formatCount, formatDuration, formatExactDuration, formatShare, plural } from '../../lib/format.ts'
import { isoTime } from '../../lib/isoTime.ts'
import { openedFilesQuery } from '../../data/openedFiles.ts'
import { isFileTrace, splitTraceName } from '../../model/traceName.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import type { EmbedOptions } from '../../url/embed.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import styles from './ResultRow.module.css'
import { unexplainedShare } from './results.ts'
import { formatAgo, formatClockTime, formatFullTime, type TimeZoneChoice } from './timeText.ts'

const SHOWN_SERVICES = 4

interface ResultRowProps {
  readonly trace: TraceSummary
  /** The longest of the list: the bar's full width. */
  readonly longestUs: number
  readonly nowUs: number
  readonly zone: TimeZoneChoice
  readonly ticked: boolean
  readonly fresh: boolean
  /** Links inside a frame stay embedded. */
  readonly embed: EmbedOptions
  readonly onTick: (traceId: string, ticked: boolean) => void
}

export const ResultRow = memo(function ResultRow({
  trace,
  longestUs,
  nowUs,
  zone,
  ticked,
  fresh,
  embed,
  onTick,
}: ResultRowProps) {
  const { traceId, rootService, rootOperation, spanCount, errorCount, orphanCount } = trace
  const share = unexplainedShare(trace)
  return (
    <div className={styles.row}>
      <Checkbox
        className={styles.tick}
        aria-label={`Select ${rootOperation} of ${formatClockTime(trace.startUs, nowUs, zone)} for comparing`}
        checked={ticked}
        onCheckedChange={(next) => onTick(traceId, next)}
      />
      <div className={styles.name}>
        <Link className={styles.link} to={linkToTrace(traceId, null, embed)}>
          <bdi className={styles.operation}>{rootOperation || '(no root span)'}</bdi>{' '}
          <bdi className={styles.service}>{rootService}</bdi>
        </Link>
        {isFileTrace(traceId) && <FileMark name={traceId} />}
        {fresh && <span className={styles.fresh}>new</span>}
        <Services trace={trace} />
      </div>
      <DurationBar trace={trace} longestUs={longestUs} />
      <span className={styles.duration} data-tip={formatExactDuration(trace.durationUs)}>
        {formatDuration(trace.durationUs)}
      </span>
      <span className={styles.spans}>{plural(spanCount, 'span')}</span>
      <span className={errorCount > 0 ? styles.errors : styles.none}>
        {errorCount > 0 && <CircleAlert size={13} aria-hidden="true" />}
        {errorCount > 0 ? plural(errorCount, 'error') : 'no errors'}
      </span>
      <span className={styles.unexplained}>
        {share !== null && `${formatShare(share)} unexplained`}
        {orphanCount > 0 && (
          <span className={styles.orphans} data-tip={`${plural(orphanCount, 'span')} whose parent was not received`}>
            {plural(orphanCount, 'orphan')}
          </span>
        )}
      </span>
      <time
        className={styles.time}
        dateTime={isoTime(trace.startUs / 1e3) ?? undefined}
        data-tip={formatFullTime(trace.startUs, zone)}
      >
        <span>{formatClockTime(trace.startUs, nowUs, zone)}</span>
        <span className={styles.ago}>{formatAgo(trace.startUs, nowUs)}</span>
      </time>
    </div>
  )
})

/** The trace is not the backend's. */
function FileMark({ name }: { readonly name: string }) {
  const { data: files } = useQuery(openedFilesQuery())
  const file = files?.find(({ key }) => key === splitTraceName(name).file)
  return (
    <span className={styles.file} data-tip={file ? `From the opened file ${file.name}` : undefined}>
      <FileText size={11} aria-hidden="true" />
      file
    </span>
  )
}

function Services({ trace }: Pick<ResultRowProps, 'trace'>) {
  const shown = trace.services.slice(0, SHOWN_SERVICES)
  const more = trace.services.slice(SHOWN_SERVICES)
  return (
    <span className={styles.services}>
      {shown.map(({ name, spanCount, errorCount }) => (
        <ServiceSwatch key={name} service={name}>
          <span className={errorCount > 0 ? styles.failing : styles.count} data-tip={serviceTip(spanCount, errorCount)}>
            {formatCount(spanCount)}
            {errorCount > 0 && '!'}
          </span>
        </ServiceSwatch>
      ))}
      {more.length > 0 && (
        <span className={styles.count} data-tip={more.map(({ name, spanCount }) => `${name} ${spanCount}`).join('\n')}>
          +{more.length} more
        </span>
      )}
    </span>
  )
}

const serviceTip = (spanCount: number, errorCount: number) =>
  errorCount > 0 ? `${plural(spanCount, 'span')}, ${plural(errorCount, 'error')}` : plural(spanCount, 'span')

/** The duration against the longest of the list; the hatched end is the share that no span explains. */
function DurationBar({ trace, longestUs }: Pick<ResultRowProps, 'trace' | 'longestUs'>) {
  const width = longestUs > 0 ? Math.max(0.5, (trace.durationUs / longestUs) * 100) : 0
  const share = unexplainedShare(trace) ?? 0
  return (
    <span className={styles.track} aria-hidden="true">
      <span
        className={trace.errorCount > 0 ? `${styles.bar} ${styles.barError}` : styles.bar}
        style={{ width: `${width}%` }}
      >
        {share > 0 && <span className={styles.hatch} style={{ width: `${Math.min(100, share * 100)}%` }} />}
      </span>
    </span>
  )
}
