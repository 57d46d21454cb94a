import { Link } from 'react-router'
import type { Findings } from '../../../analysis/findings.ts'
import { EMPTY_SEARCH, formatSearchAddress } from '../../../url/searchAddress.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { findingsAbout } from '../findings/rankedOf.ts'
import styles from './Details.module.css'
import { otherHalf } from './otherHalf.ts'

interface SpanFindingsProps {
  readonly view: TraceView
  readonly findings: Findings | null
  /** Services of the backend. */
  readonly services: readonly string[]
  readonly span: number
}

const SHOWN = 5

/** What was found about this span, in full: meaning, next check, and where the other half may be. */
export function SpanFindings({ view, findings, services, span }: SpanFindingsProps) {
  const about = findingsAbout(view, findings, span)
  if (about.length === 0) return null
  const other = otherHalf(view, findings, services, span)
  return (
    <section className={styles.found} aria-label="Found here">
      {about.slice(0, SHOWN).map(({ key, title, meaning, check }) => (
        <div key={key}>
          <h3>
            <bdi>{title}</bdi>
          </h3>
          <p>
            <bdi>{`${meaning} ${check}`}</bdi>
          </p>
        </div>
      ))}
      {about.length > SHOWN && <p className={styles.note}>{`and ${about.length - SHOWN} more in Findings`}</p>}
      {other && (
        <p>
          <Link
            to={formatSearchAddress({
              ...EMPTY_SEARCH,
              service: other.service,
              lookback: 'custom',
              window: other.window,
            })}
          >
            {`Look for the other half: traces of ${other.service} at that time`}
          </Link>
        </p>
      )}
    </section>
  )
}
