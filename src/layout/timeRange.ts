import { NONE, type Trace } from '../model/trace.ts'

/** A stretch of time in µs from the trace's epoch. */
export interface TimeRange {
  readonly startUs: number
  readonly endUs: number
}

/** How many times the main root's duration the spans may cover before the first look leaves the far ones out. */
const FAR = 50
/** The closest look, in µs: below it the times themselves have no digits. */
const CLOSEST_US = 10

/** First start to last end. O(spans). */
export function computeExtent({ length, startUs, endUs }: Trace): TimeRange {
  let first = Infinity
  let last = -Infinity
  for (let span = 0; span < length; span++) {
    if (startUs[span] < first) first = startUs[span]
    if (endUs[span] > last) last = endUs[span]
  }
  if (length === 0) return { startUs: 0, endUs: 1 }
  return { startUs: first, endUs: Math.max(last, first + 1) }
}

/** What is shown before anyone zooms: everything, or the main root's time when a few spans lie absurdly far from it. */
export function homeRange(trace: Trace, extent: TimeRange): TimeRange {
  if (trace.mainRoot === NONE) return extent
  const startUs = trace.startUs[trace.mainRoot]
  const endUs = trace.endUs[trace.mainRoot]
  const rootUs = endUs - startUs
  return rootUs > 0 && extent.endUs - extent.startUs > FAR * rootUs ? { startUs, endUs } : extent
}

/** The range as near as possible to the one wanted that lies inside `extent` and is not too close a look. */
export function clampRange(wanted: TimeRange, extent: TimeRange): TimeRange {
  const extentUs = extent.endUs - extent.startUs
  const lengthUs = Math.min(extentUs, Math.max(wanted.endUs - wanted.startUs, Math.min(CLOSEST_US, extentUs)))
  const startUs = Math.min(Math.max(wanted.startUs, extent.startUs), extent.endUs - lengthUs)
  return { startUs, endUs: startUs + lengthUs }
}

/** `factor` < 1 comes closer; the time at `anchorUs` stays in its place. */
export function zoomRange({ startUs, endUs }: TimeRange, factor: number, anchorUs: number): TimeRange {
  return { startUs: anchorUs - (anchorUs - startUs) * factor, endUs: anchorUs + (endUs - anchorUs) * factor }
}

/** The range moved, at the same zoom, so that [startUs, endUs) is in it; untouched when some of it already is. */
export function panInto(range: TimeRange, startUs: number, endUs: number): TimeRange {
  if (startUs <= range.endUs && endUs >= range.startUs) return range
  const lengthUs = range.endUs - range.startUs
  const middleUs = endUs - startUs > lengthUs ? startUs + lengthUs / 2 : (startUs + endUs) / 2
  return { startUs: middleUs - lengthUs / 2, endUs: middleUs + lengthUs / 2 }
}

export const sameRange = (a: TimeRange, b: TimeRange): boolean => a.startUs === b.startUs && a.endUs === b.endUs
