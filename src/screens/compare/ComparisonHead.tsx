import { ArrowLeftRight } from 'lucide-react'
import { use, useMemo, type ReactNode } from 'react'
import type { TraceAnalysis } from '../../analysis/analyze.ts'
import { computeExtent } from '../../layout/timeRange.ts'
import { formatCount, formatDuration, formatExactDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, titleOf, type Trace } from '../../model/trace.ts'
import { formatStory } from '../../report/comparisonSentence.ts'
import { Button } from '../../ui/Button.tsx'
import { swapSides, type CompareAddress } from '../../url/compareAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'
import { StartTime } from './StartTime.tsx'
import { SavedFrom, TraceLink } from './TraceLink.tsx'

interface ComparisonHeadProps {
  readonly comparison: ComparisonView
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
  /** What can be done with it. */
  readonly children: ReactNode
}

/** The sentence, and what A and B are. */
export function ComparisonHead({ comparison, address, onChange, children }: ComparisonHeadProps) {
  const { diff, a, b } = comparison
  return (
    <header className={styles.head}>
      <h1 className={styles.sentence}>{formatStory(comparison)}</h1>
      <div className={styles.sides}>
        <Side name="A" traceName={address.a} side={a} onReplace={() => onChange({ a: null })} />
        <Side name="B" traceName={address.b} side={b} onReplace={() => onChange({ b: null })} />
        <Button size="small" onClick={() => onChange(swapSides(address))}>
          <ArrowLeftRight size={14} aria-hidden="true" /> Swap A and B
        </Button>
        <p className={styles.facts}>
          {plural(diff.matched, 'span')} in both · {formatCount(diff.added.length)} only in B ·{' '}
          {formatCount(diff.removed.length)} only in A
          {diff.matched === 0 && ' · two requests of different kinds: nothing in them can be held against each other'}
        </p>
        {children}
      </div>
    </header>
  )
}

interface SideProps {
  readonly name: 'A' | 'B'
  readonly traceName: string | null
  readonly side: TraceAnalysis
  readonly onReplace: () => void
}

function Side({ name, traceName, side: { trace, minGapUs }, onReplace }: SideProps) {
  const isSaved = use(SavedFrom) !== null
  const root = trace.mainRoot
  const goesOnUs = useMemo(() => lastEndUs(trace), [trace])
  return (
    <div className={styles.side}>
      <b className={name === 'A' ? styles.nameA : styles.nameB}>{name}</b>
      <TraceLink to={linkToTrace(traceName ?? trace.traceId)}>
        {root === NONE ? trace.traceId : titleOf(trace, root)}
      </TraceLink>
      <span title={root === NONE ? undefined : formatExactDuration(durationOf(trace, root))}>
        {root === NONE ? 'empty' : formatDuration(durationOf(trace, root))}
      </span>
      <span className={styles.muted}>
        {goesOnUs > minGapUs && `goes on for ${formatDuration(goesOnUs)} more · `}
        {plural(trace.length, 'span')} · <StartTime us={trace.epochUs} />
      </span>
      {!isSaved && (
        <button
          type="button"
          className={styles.linkButton}
          aria-label={`Choose another trace ${name}`}
          onClick={onReplace}
        >
          change
        </button>
      )}
    </div>
  )
}

/** How long spans go on after the main root's end, what it set off: the difference of the durations does not hold it. O(spans). */
function lastEndUs(trace: Trace): number {
  if (trace.mainRoot === NONE) return 0
  return computeExtent(trace).endUs - trace.endUs[trace.mainRoot]
}
