import { Link } from 'react-router'
import { formatCount, formatDuration, formatExactDuration, formatShare } from '../../lib/format.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import type { EmbedOptions } from '../../url/embed.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'
import { groupResults, type ResultGroup } from './groupResults.ts'
import styles from './ResultGroups.module.css'
import { formatAgo } from './timeText.ts'

interface ResultGroupsProps {
  readonly traces: readonly TraceSummary[]
  readonly nowUs: number
  readonly embed: EmbedOptions
}

/** The answer by root operation: how many, how slow, how broken; each opens its slowest and its newest trace. */
export function ResultGroups({ traces, nowUs, embed }: ResultGroupsProps) {
  const groups = groupResults(traces)
  return (
    <div className={styles.scroll} role="region" aria-label="Groups" tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>
          By root operation, slowest 95th percentile first. Of few traces, a percentile is one of them.
        </caption>
        <thead>
          <tr>
            <th scope="col">Root operation</th>
            <th scope="col" className={styles.number}>
              Traces
            </th>
            <th scope="col" className={styles.number}>
              With errors
            </th>
            <th scope="col" className={styles.number}>
              p50
            </th>
            <th scope="col" className={styles.number}>
              p95
            </th>
            <th scope="col" className={styles.number}>
              p99
            </th>
            <th scope="col">Durations</th>
            <th scope="col">Slowest</th>
            <th scope="col">Newest</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={`${group.service}\n${group.operation}`}>
              <th scope="row" className={styles.name}>
                <bdi>{group.operation || '(no root span)'}</bdi>{' '}
                {group.service && <ServiceSwatch service={group.service} className={styles.service} />}
              </th>
              <td className={styles.number}>{formatCount(group.count)}</td>
              <td className={group.failed > 0 ? `${styles.number} ${styles.failed}` : styles.number}>
                {formatShare(group.failed / group.count)}
              </td>
              {[group.p50Us, group.p95Us, group.p99Us].map((us, i) => (
                <td key={i} className={styles.number} data-tip={formatExactDuration(us)}>
                  {formatDuration(us)}
                </td>
              ))}
              <td>
                <Histogram group={group} />
              </td>
              <td>
                <Link to={linkToTrace(group.slowest.traceId, null, embed)}>
                  {formatDuration(group.slowest.durationUs)}
                </Link>
              </td>
              <td>
                <Link to={linkToTrace(group.newest.traceId, null, embed)}>
                  {formatAgo(group.newest.startUs, nowUs)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Counts over the durations of all groups on one logarithmic axis, so that rows compare. */
function Histogram({ group }: { readonly group: ResultGroup }) {
  const most = Math.max(...group.histogram, 1)
  return (
    <span className={styles.histogram} aria-hidden="true">
      {group.histogram.map((count, bin) => (
        <span
          key={bin}
          style={{ height: count === 0 ? '1px' : `${Math.max(12, (count / most) * 100)}%` }}
          className={count === 0 ? styles.noBin : styles.bin}
        />
      ))}
    </span>
  )
}
