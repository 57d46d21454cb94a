import type { Findings } from '../../../analysis/findings.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { findingsAbout } from '../findings/rankedOf.ts'
import { OtherHalfButton } from '../otherHalf/OtherHalfButton.tsx'
import styles from './Details.module.css'

interface SpanFindingsProps {
  readonly view: TraceView
  readonly findings: Findings | null
  readonly span: number
}

const SHOWN = 5

/** What was found about this span, in full: meaning, next check, and where the other half may be. */
export function SpanFindings({ view, findings, span }: SpanFindingsProps) {
  const about = findingsAbout(view, findings, span)
  if (about.length === 0) return null
  const isLost = findings?.lostContext.some((lost) => lost.span === span) ?? false
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
      {isLost && <OtherHalfButton view={view} findings={findings} />}
    </section>
  )
}
