import type { TimeRange } from '../../../layout/timeRange.ts'
import { hasBit } from '../../../lib/bitset.ts'
import type { Bitset } from '../../../lib/bitset.ts'
import type { Trace } from '../../../model/trace.ts'
import type { TraceEvents } from '../../../worker/protocol.ts'

/** Events whose text, service or operation contains a text (any case), inside a range and of spans that match a find when those are given. By time, like the input. */
export function filterEvents(
  events: TraceEvents,
  trace: Trace,
  text: string,
  range: TimeRange | null,
  matches: Bitset | null,
): Uint32Array {
  const wanted = text.trim().toLowerCase()
  const services = trace.services.map((service) => service.toLowerCase().includes(wanted))
  const names = trace.names.map((name) => name.toLowerCase().includes(wanted))
  const found = new Uint32Array(events.length)
  let count = 0
  for (let event = 0; event < events.length; event++) {
    const us = events.timeUs[event]
    if (range && (us < range.startUs || us > range.endUs)) continue
    const span = events.span[event]
    if (matches && !hasBit(matches, span)) continue
    const isWanted =
      wanted === '' ||
      services[trace.serviceId[span]] ||
      names[trace.nameId[span]] ||
      events.texts[event].toLowerCase().includes(wanted)
    if (isWanted) found[count++] = event
  }
  return found.slice(0, count)
}
