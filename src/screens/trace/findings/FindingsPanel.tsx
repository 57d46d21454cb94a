import { useEffect, useMemo, useState } from 'react'
import type { Findings } from '../../../analysis/findings.ts'
import { GAP_KINDS } from '../../../analysis/gaps.ts'
import type { GapKind } from '../../../analysis/gaps.ts'
import { formatCount, formatDuration, formatExactDuration, formatShare } from '../../../lib/format.ts'
import { ROW, rowOf } from '../../../layout/rows.ts'
import { NONE } from '../../../model/trace.ts'
import type { FindingGroup, FindingGroupId, RankedFinding } from '../../../report/rankFindings.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'
import { Button } from '../../../ui/Button.tsx'
import { useThrow } from '../../../ui/useThrow.ts'
import styles from './FindingsPanel.module.css'
import { OtherHalfButton } from '../otherHalf/OtherHalfButton.tsx'
import type { FindingsState } from './useFindings.ts'
import { FIRST, MOST, type Ranked, rankInTasks, wholeGroup } from './rankedOf.ts'

interface FindingsPanelProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** null while they are being looked for; gaps and clocks are known before. */
  readonly findings: Findings | null
  readonly state: FindingsState
  readonly onRetry: () => void
}

const NONE_YET: readonly FindingGroup[] = []

/** What is slow, broken, doubtful or leaking, by what a person would do about it. Each line leads to its place. */
export function FindingsPanel({ view, store, findings, state: known, onRetry }: FindingsPanelProps) {
  const [ranked, setRanked] = useState<Ranked | null>(null)
  const fail = useThrow()
  useEffect(() => {
    const ranking = new AbortController()
    rankInTasks(view, findings, setRanked, fail, ranking.signal)
    return () => ranking.abort()
  }, [view, findings, fail])
  // What was told of the same trace before stays until the new is put into words.
  const told = ranked?.view.trace.traceId === view.trace.traceId ? ranked : null
  const groups = told?.groups ?? NONE_YET
  const isBehind = ranked?.view !== view || ranked.findings !== findings
  const state = known === 'complete' && isBehind ? 'pending' : known
  const total = groups.reduce((sum, group) => sum + group.total, 0)
  return (
    <section className={styles.panel} aria-labelledby="findings-title">
      <header className={styles.head}>
        <h2 id="findings-title">
          Findings{total > 0 && <span className={styles.count}>{` ${formatCount(total)}`}</span>}
        </h2>
        {groups.length > 1 && <GroupLinks groups={groups} />}
        <span role="status" className={styles.pending}>
          {state === 'pending' ? 'still looking…' : ''}
        </span>
        <OtherHalfButton view={view} findings={findings} />
      </header>
      {state === 'failed' && (
        <p role="alert" className={styles.failed}>
          The search for findings broke off: there may be more than these. <Button onClick={onRetry}>Try again</Button>
        </p>
      )}
      <div className={styles.scroller}>
        {total === 0 && state === 'complete' && (
          <p className={styles.nothing}>Nothing stands out: no notable gap, no clock that is off, nothing missing.</p>
        )}
        {told?.groups.map((group) => (
          <Group key={group.id} view={told.view} group={group} store={store} />
        ))}
      </div>
    </section>
  )
}

/** The groups at a glance; each leads to its first line. */
function GroupLinks({ groups }: { readonly groups: readonly FindingGroup[] }) {
  const go = (id: FindingGroupId) => {
    const group = document.getElementById(`findings-${id}`)
    group?.scrollIntoView({ block: 'start' })
    group?.querySelector<HTMLElement>('li button')?.focus({ preventScroll: true })
  }
  return (
    <nav aria-label="Groups of findings" className={styles.links}>
      {groups.map(({ id, total }) => (
        <button key={id} type="button" className={styles.link} onClick={() => go(id)}>
          {`${SHORT[id]} ${formatCount(total)}`}
        </button>
      ))}
    </nav>
  )
}

const SHORT: Record<FindingGroupId, string> = {
  time: 'Gaps',
  clocks: 'Clocks',
  propagation: 'Lost',
  repeats: 'Repeats',
  errors: 'Errors',
  secrets: 'Secrets',
  quality: 'Quality',
}

interface GroupProps {
  readonly view: TraceView
  readonly group: FindingGroup
  readonly store: TraceStore
}

function Group({ view, group, store }: GroupProps) {
  const [all, setAll] = useState(false)
  const whole = useMemo(() => (all ? wholeGroup(view, group) : group), [all, view, group])
  const shown = whole.items.slice(0, all ? MOST : FIRST)
  return (
    <section id={`findings-${group.id}`} className={styles.group} aria-label={group.title}>
      <h3>
        {group.title} <span className={styles.count}>{formatCount(group.total)}</span>
      </h3>
      <ul role="list">
        {shown.map((item) => (
          <Item key={item.key} view={view} item={item} group={group.id} store={store} />
        ))}
      </ul>
      {group.total > FIRST && (
        <button type="button" className={styles.more} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${formatCount(Math.min(MOST, group.total) - FIRST)} more`}
        </button>
      )}
      {all && group.total > MOST && (
        <p className={styles.rest}>{`The first ${MOST} of ${formatCount(group.total)}.`}</p>
      )}
    </section>
  )
}

/** Shape and colour tell the kinds apart, beside the words. */
const MARKS: Record<FindingGroupId, { readonly text: string; readonly style: string }> = {
  time: { text: '', style: styles.markTime },
  clocks: { text: '◷', style: styles.markClock },
  propagation: { text: '⌇', style: styles.markMissing },
  repeats: { text: '×', style: styles.markRepeat },
  errors: { text: '!', style: styles.markError },
  secrets: { text: '•', style: styles.markSecret },
  quality: { text: '?', style: styles.markMissing },
}

const NETWORK: ReadonlySet<GapKind> = new Set(['network-out', 'network-back', 'queue'])

function Item({
  view,
  item,
  group,
  store,
}: {
  readonly view: TraceView
  readonly item: RankedFinding
  readonly group: FindingGroupId
  readonly store: TraceStore
}) {
  const mark = MARKS[group]
  const isNetwork = item.target?.kind === 'gap' && NETWORK.has(GAP_KINDS[view.gaps.kind[item.target.index]])
  // Spans of another view have other numbers: until this line is told of the new one, it leads nowhere.
  const isCurrent = () => store.getState().view.trace === view.trace
  const pickOut = () => isCurrent() && item.spans.length > 0 && store.getState().setHighlight(item.spans)
  return (
    <li>
      <button
        type="button"
        className={styles.item}
        onClick={() => {
          if (!isCurrent()) return
          // From here on the selection says what is meant.
          store.getState().setHighlight(null)
          jumpTo(store, item)
        }}
        onMouseEnter={pickOut}
        onMouseLeave={() => store.getState().setHighlight(null)}
        onFocus={(event) => event.target.matches(':focus-visible') && pickOut()}
        onBlur={() => store.getState().setHighlight(null)}
      >
        <span className={`${styles.mark} ${isNetwork ? styles.markNetwork : mark.style}`} aria-hidden="true">
          {mark.text}
        </span>
        <span className={styles.text}>
          <bdi className={styles.title}>{item.title}</bdi>
          <bdi className={styles.meaning} data-tip={`${item.meaning} ${item.check}`}>
            {`${item.meaning} ${item.check}`}
          </bdi>
        </span>
        {item.costUs !== null && (
          <span className={styles.cost} data-tip={formatExactDuration(item.costUs)}>
            {formatDuration(item.costUs)}
            {item.share !== null && <span className={styles.share}>{formatShare(item.share)}</span>}
          </span>
        )}
      </button>
    </li>
  )
}

/** Selects and scrolls to what a finding is about; the details open with it. */
function jumpTo(store: TraceStore, { target, spans }: RankedFinding): void {
  const state = store.getState()
  if (target === null) return
  if (target.kind === 'gap') return state.revealGap(target.index)
  if (target.kind === 'span') return state.revealSpan(target.index)
  selectRow(store, target.kind, spans)
}

/** Rows that stand for several spans: their numbering is the waterfall's own, so they are found by what they hold. */
function selectRow(store: TraceStore, kind: 'missing' | 'repeat', [first]: ArrayLike<number> & Iterable<number>): void {
  const { view, revealSpan } = store.getState()
  const parent = view.trace.parent[first]
  // The row is below the parent of the repeats; showing one of them would open the row.
  revealSpan(kind === 'repeat' && parent !== NONE ? parent : first)
  const { plan, view: now } = store.getState()
  // What was on its way has come, with other numbers: the parent is shown.
  if (now.trace !== view.trace) return
  const index =
    kind === 'missing'
      ? plan.missing.findIndex(({ children }) => children.includes(first))
      : plan.repeats.findIndex((repeat) => repeat.spans[0] === first)
  if (index < 0) return revealSpan(first)
  const ref = { kind: kind === 'missing' ? ROW.missing : ROW.repeat, index }
  if (rowOf(store.getState().rows, ref) === NONE) revealSpan(first)
  store.getState().select(ref)
  const { activeRow, setActiveRow } = store.getState()
  setActiveRow(activeRow)
}
