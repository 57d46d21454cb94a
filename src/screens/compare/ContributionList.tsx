import { useState } from 'react'
import type { Contribution } from '../../analysis/diff.ts'
import { formatCount, formatDelta, formatDuration, formatExactDuration, formatShare, plural } from '../../lib/format.ts'
import { timeWords } from '../../report/timeWords.ts'
import { useIsDrawn } from '../../ui/useIsDrawn.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import styles from './Compare.module.css'

interface ContributionListProps {
  readonly contributions: readonly Contribution[]
  readonly deltaUs: number
  /** The index of the one picked, NONE without. */
  readonly picked: number
  readonly onPick: (index: number | null) => void
}

const STATUS_TEXT = { matched: '', added: '+ only in B', removed: '− only in A' } as const
/** So many lines in the first frame, which fill the box; so many once it is drawn, and so many more each time that is asked for. */
const FIRST_LINES = 10
const MOST_LINES = 40
const MORE_LINES = 160

/** What made the difference, greatest first, until all of it is explained. A line picks out its spans in the trees. */
export function ContributionList({ contributions, deltaUs, picked, onPick }: ContributionListProps) {
  const most = contributions.reduce((max, { deltaUs: us }) => Math.max(max, Math.abs(us)), 1)
  const isDrawn = useIsDrawn()
  const [wanted, setWanted] = useState(MOST_LINES)
  const shown = isDrawn ? Math.max(wanted, picked + 1) : FIRST_LINES
  const rest = contributions.slice(shown)
  const restUs = rest.reduce((sum, contribution) => sum + contribution.deltaUs, 0)
  return (
    <section className={styles.costs} aria-label="What made the difference">
      <div className={styles.costsScroll}>
        <table className={styles.costsTable} aria-label="What made the difference">
          <thead>
            <tr>
              <th scope="col">Service and operation</th>
              <th scope="col">What</th>
              <th scope="col" className={styles.number}>
                A
              </th>
              <th scope="col" className={styles.number}>
                B
              </th>
              <th scope="col" className={styles.barHead}>
                <span>faster</span>
                <span>slower</span>
              </th>
              <th scope="col" className={styles.number}>
                Δ
              </th>
              <th scope="col" className={styles.number}>
                of the difference
              </th>
            </tr>
          </thead>
          <tbody>
            {contributions.slice(0, shown).map((contribution, index) => {
              const { service, operation, status, aUs, bUs, deltaUs: us, aSpans, bSpans } = contribution
              const count = Math.max(aSpans.length, bSpans.length)
              return (
                <tr key={index} className={picked === index ? styles.picked : undefined}>
                  <td>
                    <button
                      type="button"
                      className={styles.rowButton}
                      aria-pressed={picked === index}
                      onClick={() => onPick(picked === index ? null : index)}
                    >
                      <ServiceSwatch service={service}>
                        {' '}
                        <bdi>{operation}</bdi>
                      </ServiceSwatch>
                      {count > 1 && <span className={styles.muted}> ×{count}</span>}
                      {/* Where there is no room for the column. */}
                      <span className={styles.whatBelow}>
                        {timeWords(contribution.category, contribution.gapKind)} {STATUS_TEXT[status]}
                      </span>
                    </button>
                  </td>
                  <td>
                    {timeWords(contribution.category, contribution.gapKind)}{' '}
                    <span className={styles.status}>{STATUS_TEXT[status]}</span>
                  </td>
                  <td className={styles.number}>{status === 'added' ? '–' : formatDuration(aUs)}</td>
                  <td className={styles.number}>{status === 'removed' ? '–' : formatDuration(bUs)}</td>
                  <td className={styles.barCell} aria-hidden="true">
                    <span
                      className={us > 0 ? styles.barSlower : styles.barFaster}
                      style={{ width: `${(50 * Math.abs(us)) / most}%` }}
                    />
                  </td>
                  <td className={styles.number} title={formatExactDuration(us)}>
                    {formatDelta(us)}
                  </td>
                  <td className={styles.number}>{deltaUs === 0 ? '–' : formatSigned(us / deltaUs)}</td>
                </tr>
              )
            })}
            {rest.length > 0 && (
              <tr>
                <td>
                  <button type="button" className={styles.rowButton} onClick={() => setWanted(shown + MORE_LINES)}>
                    {plural(rest.length, 'smaller difference')} <span className={styles.muted}>· show more</span>
                  </button>
                </td>
                <td />
                <td />
                <td />
                <td />
                <td className={styles.number} title={formatExactDuration(restUs)}>
                  {formatDelta(restUs)}
                </td>
                <td className={styles.number}>{deltaUs === 0 ? '–' : formatSigned(restUs / deltaUs)}</td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Σ {contributions.length === 0 ? 'no difference' : 'of all differences'}</th>
              <td />
              <td />
              <td />
              <td />
              <td className={styles.number} title={formatExactDuration(deltaUs)}>
                {formatDelta(deltaUs)}
              </td>
              <td className={styles.number}>{deltaUs === 0 ? '–' : '100 %'}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  )
}

/** Beside a small difference a cost may be many times of it. Under one percent the sign is that of the difference beside it. */
function formatSigned(share: number): string {
  const size = Math.abs(share)
  const text = size >= 10 ? `${formatCount(Math.round(size))}×` : formatShare(size)
  return share <= -0.01 ? `−${text}` : text
}
