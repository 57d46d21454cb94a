import { useMemo, useRef } from 'react'
import { Link } from 'react-router'
import { rankUnusual } from '../../analysis/rankUnusual.ts'
import type { TypicalAnswer } from '../../data/typicalQuery.ts'
import { formatCount, formatDelta, formatDuration, formatExactDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, titleOf } from '../../model/trace.ts'
import { isFileTrace } from '../../model/traceName.ts'
import { formatTypicalSentence } from '../../report/typicalSentence.ts'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import type { ShortcutGroup } from '../../ui/keyboardHelp.ts'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { EMPTY_SEARCH, formatSearchAddress } from '../../url/searchAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { ClockSwitch } from './ClockSwitch.tsx'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'
import { ExportTypical } from './ExportTypical.tsx'
import { FindField } from './FindField.tsx'
import { formatUsual } from './formatUsual.ts'
import { StartTime } from './StartTime.tsx'
import { Toggles } from './Toggles.tsx'
import { TypicalTable } from './TypicalTable.tsx'
import { TypicalTreeGrid } from './TypicalTreeGrid.tsx'
import { useCompareKeys } from './useCompareKeys.ts'
import { useTypicalRows } from './useTypicalRows.ts'

interface OpenTypicalProps {
  readonly view: TraceView
  /** Names of the traces it is held against. */
  readonly others: readonly string[]
  readonly answer: TypicalAnswer
  readonly address: CompareAddress
  readonly onChange: ChangeCompare
}

const FILTERS = [
  ['all', 'All spans'],
  ['slower', 'Only unusual'],
] as const

const LAYOUTS = [
  ['merged', 'Tree'],
  ['side', 'Table'],
] as const

/** A trace and what is typical of others: the sentence, the tree or the table. */
export function OpenTypical({ view, others, answer: { typical, unread }, address, onChange }: OpenTypicalProps) {
  const { trace } = view
  const title = trace.mainRoot === NONE ? trace.traceId : titleOf(trace, trace.mainRoot)
  useDocumentTitle(`${title} against ${formatCount(typical.traces)}`)
  const find = useRef<HTMLInputElement>(null)
  const rows = useTypicalRows(view, typical, address, onChange)
  useCompareKeys({ find, help: HELP, onStep: rows.stepUnusual, onEscape: () => rows.select(NONE) })
  const isTable = address.view === 'side'
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.sentence}>{formatTypicalSentence(typical)}</h1>
        <Furthest view={view} typical={typical} onGoTo={(span) => rows.goTo(rows.tree.rowOfSpan[span])} />
        <div className={styles.sides}>
          <TypicalSide view={view} others={others} answer={{ typical, unread }} onChange={onChange} />
          <SubjectSide view={view} onChange={onChange} />
          <p className={styles.facts}>A is many traces: the two cannot change places.</p>
          <ExportTypical view={view} others={others} address={address} />
        </div>
      </header>
      <div className={styles.controls}>
        {typical.enough && (
          <Toggles
            label="Spans"
            options={FILTERS}
            value={address.filter === 'all' ? 'all' : 'slower'}
            onChoose={(filter) => onChange({ filter }, { replace: true })}
          />
        )}
        <Toggles
          label="Layout"
          options={LAYOUTS}
          value={isTable ? 'side' : 'merged'}
          onChoose={(layout) => onChange({ view: layout }, { replace: true })}
        />
        <FindField
          label="Find in the trace"
          text={address.find}
          matches={rows.matches}
          selectedRow={rows.selectedRow}
          inputRef={find}
          onChange={(text) => onChange({ find: text }, { replace: true })}
          onStep={rows.stepMatch}
        />
        <ClockSwitch sides={[view]} onChange={onChange} />
      </div>
      {isTable ? (
        <TypicalTable view={view} typical={typical} rows={rows} />
      ) : (
        <TypicalTreeGrid view={view} typical={typical} rows={rows} address={address} onChange={onChange} />
      )}
    </div>
  )
}

interface FurthestProps {
  readonly view: TraceView
  readonly typical: TypicalAnswer['typical']
  readonly onGoTo: (span: number) => void
}

const MOST_NAMED = 4

/** Where the time beyond the usual was spent: a click shows it. */
function Furthest({ view, typical, onGoTo }: FurthestProps) {
  const ranked = useMemo(() => rankUnusual(view, typical), [view, typical])
  if (ranked.length === 0) return null
  const rest = ranked.slice(MOST_NAMED)
  const restUs = rest.reduce((sum, { beyondUs }) => sum + beyondUs, 0)
  return (
    <p className={styles.furthest}>
      Own time beyond the usual:{' '}
      {ranked.slice(0, MOST_NAMED).map(({ service, operation, spans, beyondUs }) => (
        <button
          key={`${service} ${operation}`}
          type="button"
          className={styles.rowButton}
          onClick={() => onGoTo(spans[0])}
        >
          <ServiceSwatch service={service}>
            {' '}
            <bdi>{operation}</bdi>
            {spans.length > 1 && <span className={styles.muted}> ×{spans.length}</span>}
          </ServiceSwatch>{' '}
          <b>{formatDelta(beyondUs)}</b>
        </button>
      ))}
      {rest.length > 0 && (
        <span className={styles.muted}>
          {plural(rest.length, 'more operation')} {formatDelta(restUs)}
        </span>
      )}
    </p>
  )
}

type TypicalSideProps = Pick<OpenTypicalProps, 'view' | 'others' | 'answer' | 'onChange'>

/** What A stands for, and where its traces are listed. */
function TypicalSide({ view: { trace }, others, answer: { typical, unread }, onChange }: TypicalSideProps) {
  const root = trace.mainRoot
  const ofServer = others.filter((name) => !isFileTrace(name))
  const count = plural(typical.traces, 'other trace')
  return (
    <div className={styles.side}>
      <b className={styles.nameA}>A</b>
      {ofServer.length === 0 ? (
        <span>{count}</span>
      ) : (
        <Link to={formatSearchAddress({ ...EMPTY_SEARCH, traceIds: ofServer })}>{count}</Link>
      )}
      {root !== NONE && typical.samples[root] > 0 && (
        <span>
          {formatUsual(typical, 'duration', root)}, median {formatDuration(typical.durationP50Us[root])}
        </span>
      )}
      <span className={styles.muted}>
        of the same root operation
        {typical.enough && ' · usual: from the 5th to the 95th of 100'}
        {unread > 0 && ` · ${plural(unread, 'other trace')} could not be read`}
      </span>
      <button
        type="button"
        className={styles.linkButton}
        aria-label="Choose one trace as A"
        onClick={() =>
          onChange({ typical: false, a: null, selected: null, filter: 'all', view: 'merged', cohort: others })
        }
      >
        change
      </button>
    </div>
  )
}

function SubjectSide({ view: { trace, name }, onChange }: Pick<OpenTypicalProps, 'view' | 'onChange'>) {
  const root = trace.mainRoot
  return (
    <div className={styles.side}>
      <b className={styles.nameB}>B</b>
      <Link to={linkToTrace(name)}>{root === NONE ? trace.traceId : titleOf(trace, root)}</Link>
      {root !== NONE && (
        <span title={formatExactDuration(durationOf(trace, root))}>{formatDuration(durationOf(trace, root))}</span>
      )}
      <span className={styles.muted}>
        {plural(trace.length, 'span')} · <StartTime us={trace.epochUs} />
      </span>
      <button
        type="button"
        className={styles.linkButton}
        aria-label="Choose another trace B"
        onClick={() => onChange({ b: null, selected: null, cohort: [] })}
      >
        change
      </button>
    </div>
  )
}

const HELP: ShortcutGroup = {
  title: 'Compare with what is typical',
  shortcuts: [
    { keys: ['f'], does: 'Find in the trace' },
    { keys: ['Enter', 'Shift+Enter'], does: 'Next and previous match, in the find box' },
    { keys: ['n', 'p'], does: 'Next and previous unusual span' },
    { keys: ['Esc'], does: 'All of the time again, then close the details' },
    { keys: ['↑', '↓', 'PgUp', 'PgDn', 'Home', 'End'], does: 'Rows of the tree' },
    { keys: ['←', '→'], does: 'Close or open a row, or go to its parent or child' },
    { keys: ['*'], does: 'Open all rows' },
    { keys: ['1 … 9'], does: 'Show the first levels only' },
    { keys: ['Enter', 'Space'], does: 'Numbers of the span' },
    { keys: ['+', '−', '0'], does: 'Zoom in, out, reset' },
    { keys: ['Shift+←', 'Shift+→'], does: 'Move the time shown' },
  ],
}
