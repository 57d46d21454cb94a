import { useState } from 'react'
import { formatDuration, formatExactDuration } from '../../../lib/format.ts'
import type { Attribute } from '../../../model/trace.ts'
import type { SpanDetail, TraceView } from '../../../worker/protocol.ts'
import { attributeLinks } from '../links/patternLinks.ts'
import { AttributeTable, matchesFilter } from './AttributeTable.tsx'
import styles from './Details.module.css'
import { maskOf } from './maskOf.ts'
import { showInvisible } from './readValue.ts'

interface EventListProps {
  readonly view: TraceView
  readonly span: number
  readonly detail: SpanDetail
  /** Of the spans above, for links. */
  readonly inherited: readonly Attribute[]
  readonly filter: string
}

const FIRST = 100

/** A span's events by time, relative to its start; an exception's stack keeps its lines. */
export function EventList({ view, span, detail, inherited, filter }: EventListProps) {
  const { events } = detail
  const [all, setAll] = useState(false)
  const matching = events.filter(
    (event) =>
      filter === '' ||
      event.name.toLowerCase().includes(filter) ||
      event.attributes.some((attribute) => matchesFilter(attribute, filter)),
  )
  const shown = all ? matching : matching.slice(0, FIRST)
  const startUs = view.trace.startUs[span]
  const shiftUs = view.shiftUs?.[span] ?? 0
  return (
    <div>
      {shown.map((event, i) => {
        // Events are as recorded; the view may draw the span elsewhere.
        const offsetUs = event.timeUs - shiftUs - startUs
        const rest = event.attributes.filter(({ key }) => key !== 'event' && key !== 'exception.stacktrace')
        const stack = event.attributes.find(({ key }) => key === 'exception.stacktrace')
        return (
          <div key={i} className={styles.event}>
            <div className={styles.eventHead}>
              <bdi>{event.name === '' ? '(no name)' : showInvisible(event.name)}</bdi>
              <span className={styles.eventTime} data-tip={formatExactDuration(offsetUs)}>
                {offsetUs < 0
                  ? `${formatDuration(-offsetUs)} before the span`
                  : `${formatDuration(offsetUs)} into the span`}
              </span>
            </div>
            {rest.length > 0 && (
              <AttributeTable
                label={`Fields of ${event.name}`}
                attributes={rest}
                filter=""
                linksOf={attributeLinks(view, span, 'logs', [
                  event.attributes,
                  detail.attributes,
                  detail.process,
                  inherited,
                ])}
              />
            )}
            {stack && <Stack attribute={stack} />}
          </div>
        )
      })}
      {matching.length === 0 && <p className={styles.note}>Nothing here matches the filter.</p>}
      {!all && matching.length > FIRST && (
        <button type="button" className={styles.textButton} onClick={() => setAll(true)}>
          {`Show all ${matching.length} events`}
        </button>
      )}
    </div>
  )
}

const STACK_SHOWN = 50_000

function Stack({ attribute }: { readonly attribute: Attribute }) {
  const [revealed, setRevealed] = useState(false)
  const mask = maskOf(attribute)
  const text = mask !== null && !revealed ? mask.text : String(attribute.value ?? '')
  return (
    <>
      <pre className={styles.stack} tabIndex={0} aria-label="Stack">
        <bdi>{showInvisible(text.length > STACK_SHOWN ? `${text.slice(0, STACK_SHOWN)}\n…` : text)}</bdi>
      </pre>
      {mask !== null && (
        <button type="button" className={styles.textButton} onClick={() => setRevealed(!revealed)}>
          {revealed ? 'Mask again' : `Masked in part: ${mask.reason}. Show it`}
        </button>
      )}
    </>
  )
}
