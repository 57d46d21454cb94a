import { GitCompareArrows, Maximize2, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { buttonClass } from '../../ui/buttonClass.ts'
import { Checkbox, Switch } from '../../ui/Checkbox.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { formatGoDuration, parseDuration } from '../../url/duration.ts'
import type { SearchSort } from '../../url/searchAddress.ts'
import { SORTS, type Narrowed } from './results.ts'
import styles from './ResultsToolbar.module.css'
import type { ResultsView } from './resultsView.ts'
import type { TimeZoneChoice } from './timeText.ts'

interface ResultsToolbarProps {
  readonly narrowed: Narrowed
  readonly total: number
  /** Whether these are all there are. */
  readonly completeness: string
  readonly sort: SearchSort
  readonly onSort: (sort: SearchSort) => void
  readonly view: ResultsView
  readonly onView: (part: Partial<ResultsView>) => void
  readonly zone: TimeZoneChoice
  readonly onZone: (zone: TimeZoneChoice) => void
  readonly logarithmic: boolean
  readonly onLogarithmic: (logarithmic: boolean) => void
  readonly compareTo: string | null
  readonly tickedCount: number
  readonly onClearTicks: () => void
  readonly actions: ReactNode
}

export function ResultsToolbar(props: ResultsToolbarProps) {
  const {
    narrowed,
    total,
    completeness,
    sort,
    onSort,
    view,
    onView,
    zone,
    onZone,
    logarithmic,
    onLogarithmic,
    actions,
  } = props
  const shown = narrowed.traces.length
  return (
    <div className={styles.bar}>
      <p role="status" className={styles.count}>
        <strong>
          {shown === total ? plural(total, 'trace') : `${formatCount(shown)} of ${plural(total, 'trace')}`}
        </strong>{' '}
        {completeness}
      </p>
      <CompareAction {...props} />
      <div className={styles.filters}>
        <Select className={styles.inline} label="Sort" options={SORTS} value={sort} onValueChange={onSort} />
        {view.crosses && (
          <Button size="small" onClick={() => onView({ crosses: null })} data-tip="Show the other traces too">
            Only with {view.crosses.from} → {view.crosses.to}
            <X size={13} aria-hidden="true" />
          </Button>
        )}
        <Checkbox checked={view.errorsOnly} onCheckedChange={(errorsOnly) => onView({ errorsOnly })}>
          Errors only
        </Checkbox>
        <TraceLimit label="Trace at least" us={view.traceMinUs} onChange={(traceMinUs) => onView({ traceMinUs })} />
        <TraceLimit label="Trace at most" us={view.traceMaxUs} onChange={(traceMaxUs) => onView({ traceMaxUs })} />
        <Checkbox checked={view.grouped} onCheckedChange={(grouped) => onView({ grouped })}>
          By root operation
        </Checkbox>
      </div>
      <div className={styles.looks}>
        <Switch checked={logarithmic} onCheckedChange={onLogarithmic}>
          Log scale
        </Switch>
        <Switch checked={zone === 'utc'} onCheckedChange={(utc) => onZone(utc ? 'utc' : 'local')}>
          UTC
        </Switch>
        {actions}
        {view.zoom && (
          <Button size="small" onClick={() => onView({ zoom: null })}>
            <Maximize2 size={13} aria-hidden="true" />
            Reset zoom
          </Button>
        )}
      </div>
    </div>
  )
}

/** Floats over the list's end: the list must not move under the pointer that ticks. */
function CompareAction({ compareTo, tickedCount, onClearTicks }: ResultsToolbarProps) {
  if (tickedCount === 0) return null
  return (
    <div role="region" aria-label="Selected" className={styles.compare}>
      <span>{compareTo ? '2 selected' : '1 selected: tick one more to compare'}</span>
      {compareTo && (
        <Link
          className={buttonClass({ size: 'small', tone: 'primary' })}
          to={compareTo}
          data-tip="The faster one is A: the page tells why B took longer"
        >
          <GitCompareArrows size={13} aria-hidden="true" />
          Compare
        </Link>
      )}
      <Button size="small" tone="quiet" onClick={onClearTicks}>
        <X size={13} aria-hidden="true" />
        Clear
      </Button>
    </div>
  )
}

interface TraceLimitProps {
  readonly label: string
  readonly us: number | null
  readonly onChange: (us: number | null) => void
}

/** A limit on whole traces; applies on Enter and on leaving the field. */
function TraceLimit({ label, us, onChange }: TraceLimitProps) {
  const given = us === null ? '' : formatGoDuration(us)
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? given
  const parsed = text.trim() === '' ? null : parseDuration(text)
  const error = parsed && !parsed.ok ? parsed.message : null
  const apply = () => {
    if (typed === null || error) return
    setTyped(null)
    onChange(parsed?.ok ? parsed.us : null)
  }
  return (
    <TextField
      className={styles.limit}
      label={label}
      value={text}
      error={typed === null ? null : error}
      placeholder="1.2s"
      onValueChange={setTyped}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  )
}

/** What the filters hid of what came back, said in one line; null when nothing is hidden. */
export function narrowingNote({ hidden }: Narrowed, view: ResultsView, total: number, unjudged: number): string | null {
  const parts: string[] = []
  if (hidden.crosses > 0 && view.crosses) {
    const blind = unjudged > 0 ? ` (of ${formatCount(unjudged)} only a summary is known)` : ''
    parts.push(`${plural(hidden.crosses, 'trace')} without a call ${view.crosses.from} → ${view.crosses.to}${blind}`)
  }
  if (hidden.errors > 0) parts.push(`${plural(hidden.errors, 'trace')} without errors`)
  if (hidden.duration > 0) parts.push(`${plural(hidden.duration, 'trace')} ${limitText(view)}`)
  if (hidden.zoom > 0) parts.push(`${plural(hidden.zoom, 'trace')} outside the area zoomed in the plot`)
  if (parts.length === 0) return view.errorsOnly ? `All ${formatCount(total)} have errors.` : null
  return `Hidden of what came back: ${parts.join(', ')}. The backend was not asked again.`
}

function limitText({ traceMinUs, traceMaxUs }: ResultsView): string {
  if (traceMinUs !== null && traceMaxUs !== null)
    return `not between ${formatDuration(traceMinUs)} and ${formatDuration(traceMaxUs)}`
  return traceMinUs !== null
    ? `shorter than ${formatDuration(traceMinUs)}`
    : `longer than ${formatDuration(traceMaxUs ?? 0)}`
}
