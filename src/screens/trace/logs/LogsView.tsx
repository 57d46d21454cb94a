import { useEffect, useMemo, useRef, useState } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useStore } from 'zustand'
import { ROW } from '../../../layout/rows.ts'
import { sameRange } from '../../../layout/timeRange.ts'
import { formatDuration, formatExactDuration, plural } from '../../../lib/format.ts'
import { NONE } from '../../../model/trace.ts'
import type { TraceEvents, TraceView } from '../../../worker/protocol.ts'
import { useLate } from '../../../ui/useLate.ts'
import { ServiceSwatch } from '../../../ui/ServiceSwatch.tsx'
import { showInvisible } from '../details/readValue.ts'
import { formatClockTime } from '../../../lib/formatTime.ts'
import type { TimeZoneChoice } from '../../../lib/formatTime.ts'
import type { TraceStore } from '../traceStore.ts'
import { filterEvents } from './filterEvents.ts'
import styles from './LogsView.module.css'

interface LogsViewProps {
  readonly view: TraceView
  readonly store: TraceStore
  /** null until the worker has gathered them. */
  readonly events: TraceEvents | null
  readonly zone: TimeZoneChoice
}

const ROW_PX = 24

/** All events of the trace by time: what the logs attached to its spans say, in one list. */
export function LogsView({ view, store, events, zone }: LogsViewProps) {
  const [text, setText] = useState('')
  const zoomed = useStore(store, (state) => (sameRange(state.range, state.home) ? null : state.range))
  const { text: wanted, range } = useLate({ text, range: zoomed })
  const matches = useStore(store, (state) => state.matches)
  const shown = useMemo(
    () => events && filterEvents(events, view.trace, wanted, range, matches),
    [events, view.trace, wanted, range, matches],
  )
  if (events === null || shown === null) return <p className={styles.note}>Gathering events…</p>
  if (events.length === 0)
    return (
      <p className={styles.note}>
        No span of this trace carries events. Logs that were not attached to spans are in your log store, under this
        trace’s id.
      </p>
    )
  return (
    <div className={styles.view}>
      <div className={styles.controls}>
        <input
          type="search"
          className={styles.field}
          aria-label="Filter events"
          placeholder="Filter events"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span role="status" className={styles.count}>
          {shown.length === events.length
            ? plural(events.length, 'event')
            : `${shown.length} of ${plural(events.length, 'event')}`}
          {range !== null && ', within the zoom'}
          {matches !== null && ', of spans that match'}
        </span>
      </div>
      <EventRows view={view} store={store} events={events} shown={shown} zone={zone} />
    </div>
  )
}

interface EventRowsProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly events: TraceEvents
  readonly shown: Uint32Array
  readonly zone: TimeZoneChoice
}

function EventRows({ view, store, events, shown, zone }: EventRowsProps) {
  const { trace } = view
  const scroller = useRef<HTMLDivElement>(null)
  const selected = useStore(store, ({ selection }) => (selection?.kind === ROW.span ? selection.span : NONE))
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  // What was selected elsewhere is in view here, but a click in the list does not move it.
  const clicked = useRef(NONE)
  useEffect(() => {
    if (selected === NONE || selected === clicked.current) return
    const at = shown.findIndex((event) => events.span[event] === selected)
    if (at >= 0) rows.scrollToIndex(at, { align: 'center' })
  }, [selected, shown, events, rows])
  return (
    <div ref={scroller} className={styles.scroller} tabIndex={-1}>
      <ul role="list" aria-label="Events" className={styles.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const event = shown[item.index]
          const span = events.span[event]
          return (
            <li
              key={item.key}
              className={styles.row}
              aria-setsize={shown.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                className={[
                  styles.event,
                  span === selected ? styles.selected : '',
                  events.error[event] === 1 ? styles.error : '',
                ].join(' ')}
                aria-pressed={span === selected}
                onClick={() => {
                  clicked.current = span
                  store.getState().revealSpan(span)
                }}
              >
                <span className={styles.time} data-tip={formatExactDuration(events.timeUs[event])}>
                  {formatDuration(events.timeUs[event])}
                </span>
                <span className={styles.clock}>{formatClockTime(trace.epochUs, events.timeUs[event], zone)}</span>
                <ServiceSwatch service={trace.services[trace.serviceId[span]]} className={styles.service} />
                <bdi className={styles.operation}>{trace.names[trace.nameId[span]]}</bdi>
                <bdi className={styles.text}>
                  {(events.error[event] === 1 ? '! ' : '') + showInvisible(events.texts[event]).replaceAll('\n', ' ')}
                </bdi>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
