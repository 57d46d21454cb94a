import { ChevronDown, ChevronUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { GAP_KINDS } from '../../../analysis/gaps.ts'
import { formatCount, formatDuration, formatExactDuration, plural } from '../../../lib/format.ts'
import { serviceColor } from '../../../lib/serviceHue.ts'
import { NONE } from '../../../model/trace.ts'
import type { TagColumn, TraceView } from '../../../worker/protocol.ts'
import { ROW } from '../../../layout/rows.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { Segmented } from '../Segmented.tsx'
import type { TraceStore } from '../traceStore.ts'
import {
  aggregateSpans,
  groupByOperation,
  groupByService,
  restrictGrouping,
  SORT_KEYS,
  sortGroups,
} from './aggregateSpans.ts'
import type { SortKey, SpanGroup, SpanGrouping } from './aggregateSpans.ts'
import styles from './TableView.module.css'
import { longestOf } from './longestOf.ts'
import { useLate } from '../../../ui/useLate.ts'

interface TableViewProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** Keys to group by; null until the worker has listed them. */
  readonly tagKeys: readonly string[] | null
  readonly tagKey: string
  readonly onTagKey: (key: string) => void
  /** The column of `tagKey`, null until it is here. */
  readonly tagColumn: TagColumn | null
  /** Leads to the timeline with the group picked out. */
  readonly onShow: () => void
}

type By = 'service' | 'operation' | 'tag'
const COLUMN_LABELS: Record<SortKey, string> = {
  name: 'Group',
  count: 'Count',
  total: 'Total',
  self: 'Self',
  gap: 'Gaps',
  p50: 'p50',
  p95: 'p95',
  max: 'Max',
  errors: 'Errors',
}
const COLUMN_HELP: Record<SortKey, string> = {
  name: 'What the spans have in common',
  count: 'Spans',
  total: 'Sum of the durations; spans at the same time count each',
  self: 'Sum of the time outside their blocking children',
  gap: 'Sum of the notable gaps inside them',
  p50: 'Half of the spans take no longer',
  p95: '95 % of the spans take no longer',
  max: 'The longest span',
  errors: 'Spans that failed',
}
const LINES = 500

/** The trace's spans summed up by service, operation or any tag. */
export function TableView({ view, store, tagKeys, tagKey, onTagKey, tagColumn, onShow }: TableViewProps) {
  const [by, setBy] = useState<By>('operation')
  const [sort, setSort] = useState<{ key: SortKey; direction: 'ascending' | 'descending' }>({
    key: 'self',
    direction: 'descending',
  })
  const [filter, setFilter] = useState('')
  const { wanted } = useLate({ wanted: filter.trim().toLowerCase() })
  const minGapUs = useStore(store, (state) => state.minGapUs)
  const selected = useStore(store, ({ selection }) => (selection?.kind === ROW.span ? selection.span : NONE))
  const all = useMemo(() => groupingBy(view, by, tagColumn), [view, by, tagColumn])
  const zoomed = useStore(store, (state) => (sameRange(state.range, state.home) ? null : state.range))
  const { range } = useLate({ range: zoomed })
  const matches = useStore(store, (state) => state.matches)
  const grouping = useMemo(
    () => all && restrictGrouping(all, view.trace, range, matches),
    [all, view.trace, range, matches],
  )
  const gapUs = useMemo(() => gapPerSpan(view, minGapUs), [view, minGapUs])
  const groups = useMemo(
    () => (grouping ? aggregateSpans(view.trace, grouping, view.selfUs, gapUs) : []),
    [view, grouping, gapUs],
  )
  const selectedGroup = selected === NONE || !grouping ? NONE : grouping.groupOf[selected]
  const shown = useMemo(() => {
    const matching =
      wanted === ''
        ? groups
        : groups.filter(({ labels }) => labels.some((label) => label.toLowerCase().includes(wanted)))
    return sortGroups(matching, sort.key, sort.direction)
  }, [groups, wanted, sort])
  const sortBy = (key: SortKey) =>
    setSort((now) => ({
      key,
      direction:
        now.key === key
          ? now.direction === 'ascending'
            ? 'descending'
            : 'ascending'
          : key === 'name'
            ? 'ascending'
            : 'descending',
    }))
  const show = (group: SpanGroup) => {
    store.getState().setHighlight(group.spans)
    store.getState().revealSpan(longestOf(view.trace, group.spans))
    onShow()
  }
  return (
    <div className={styles.view}>
      <div className={styles.controls}>
        <Segmented
          label="Group spans by"
          options={[
            { value: 'operation', label: 'Operation' },
            { value: 'service', label: 'Service' },
            { value: 'tag', label: 'Tag' },
          ]}
          value={by}
          onChange={setBy}
        />
        {by === 'tag' && (
          <>
            <input
              className={styles.field}
              aria-label="Tag to group by"
              placeholder="http.status_code"
              list="table-tag-keys"
              value={tagKey}
              onChange={(event) => onTagKey(event.target.value)}
            />
            <datalist id="table-tag-keys">
              {tagKeys?.slice(0, 300).map((key) => (
                <option key={key} value={key} />
              ))}
            </datalist>
          </>
        )}
        <input
          className={styles.field}
          type="search"
          aria-label="Filter groups"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span role="status" className={styles.note}>
          {noteFor(by, tagKey, tagColumn, shown.length, groups.length)}
          {range !== null && ', spans within the zoom'}
          {matches !== null && ', spans that match'}
        </span>
      </div>
      <div className={styles.scroller}>
        <table className={styles.table} aria-label="Spans by group">
          <thead>
            <tr>
              {SORT_KEYS.map((key) => (
                <th key={key} scope="col" aria-sort={sort.key === key ? sort.direction : 'none'}>
                  <button type="button" onClick={() => sortBy(key)} data-tip={COLUMN_HELP[key]}>
                    {COLUMN_LABELS[key]}
                    {sort.key === key &&
                      (sort.direction === 'ascending' ? (
                        <ChevronUp size={12} aria-hidden="true" />
                      ) : (
                        <ChevronDown size={12} aria-hidden="true" />
                      ))}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, LINES).map((group) => (
              <GroupLine key={group.key} group={group} isSelected={group.group === selectedGroup} onShow={show} />
            ))}
          </tbody>
        </table>
        {shown.length > LINES && (
          <p
            className={styles.note}
          >{`The first ${LINES} of ${plural(shown.length, 'group')}. Filter to see others.`}</p>
        )}
      </div>
    </div>
  )
}

function noteFor(by: By, tagKey: string, column: TagColumn | null, shown: number, all: number): string {
  if (by === 'tag' && tagKey === '') return 'Choose a tag.'
  if (by === 'tag' && column === null) return 'Reading the tag…'
  if (by === 'tag' && all === 0) return `No span has “${tagKey}”.`
  return shown === all ? plural(all, 'group') : `${formatCount(shown)} of ${plural(all, 'group')}`
}

function groupingBy({ trace }: TraceView, by: By, column: TagColumn | null): SpanGrouping | null {
  if (by === 'service') return groupByService(trace)
  if (by === 'operation') return groupByOperation(trace)
  return (
    column && { groupOf: column.valueOf, groups: column.values.map((value) => ({ labels: [value], service: null })) }
  )
}

const QUEUE = GAP_KINDS.indexOf('queue')

/** Notable gaps inside each span, in µs. Queue time is not inside a span. */
function gapPerSpan({ trace, gaps }: TraceView, minGapUs: number): Float64Array {
  const us = new Float64Array(trace.length)
  for (let gap = 0; gap < gaps.length; gap++) {
    const lengthUs = gaps.endUs[gap] - gaps.startUs[gap]
    if (lengthUs >= minGapUs && gaps.kind[gap] !== QUEUE) us[gaps.owner[gap]] += lengthUs
  }
  return us
}

interface GroupLineProps {
  readonly group: SpanGroup
  readonly isSelected: boolean
  readonly onShow: (group: SpanGroup) => void
}

function GroupLine({ group, isSelected, onShow }: GroupLineProps) {
  const cell = (us: number) =>
    us === 0 ? <Cell faint>0</Cell> : <Cell tip={formatExactDuration(us)}>{formatDuration(us)}</Cell>
  return (
    <tr className={isSelected ? styles.selected : undefined}>
      <th scope="row">
        <button type="button" className={styles.group} onClick={() => onShow(group)} data-tip="Show in the timeline">
          {group.service !== null && (
            <span className={styles.swatch} style={{ background: serviceColor(group.service) }} aria-hidden="true" />
          )}
          {group.labels.map((label, i) => (
            <bdi key={i} className={i === 0 && group.labels.length > 1 ? styles.service : styles.label}>
              {label === '' ? '(empty)' : label.slice(0, 300)}
            </bdi>
          ))}
        </button>
      </th>
      <Cell>{formatCount(group.count)}</Cell>
      {cell(group.totalUs)}
      {cell(group.selfUs)}
      {cell(group.gapUs)}
      {cell(group.p50Us)}
      {cell(group.p95Us)}
      {cell(group.maxUs)}
      {group.errors === 0 ? <Cell faint>0</Cell> : <td className={styles.error}>{`! ${formatCount(group.errors)}`}</td>}
    </tr>
  )
}

interface CellProps {
  readonly children: ReactNode
  readonly tip?: string
  readonly faint?: boolean
}

const Cell = ({ children, tip, faint = false }: CellProps) => (
  <td className={faint ? styles.faint : undefined} data-tip={tip}>
    {children}
  </td>
)
