import type { Recording } from './recordings.ts'

const SECOND_US = 1_000_000
const STEP_US = 30 * 60 * SECOND_US
const FIRST_AGE_US = 45 * SECOND_US
const SLOTS_US = 27 * 60 * SECOND_US
/** Times further from the recording than this are oddities (1970, 2100) and stay where they are. */
const NEARBY_US = 30 * 24 * 3600 * SECOND_US

/** What a newcomer should see first, youngest first; all else follows in the order of the index, the odd values last. */
const STORIES = [
  'doc-pipeline/gap-201',
  'checkout/basic-slow',
  'checkout/basic-fast',
  'broken-propagation/kafka-uninstrumented',
  'clock-skew/behind-350',
  'n-plus-one/sequential-120-sql',
  'errors/retry-backoff',
  'not-exported/middle-off',
  'hotrod/rush-slowest',
  'kafka-async/span-link',
  'doc-pipeline/fetch-800',
  'sensitive/login-and-pay',
]

/**
 * Moves recordings to "just now": each ends in its own slot of the 27 minutes before the base, the stories youngest. The base is
 * the start of the server and jumps by half an hour every half hour. So at any time everything lies within the last hour (and the
 * youngest within half of it), and between two jumps each trace keeps its time.
 *
 *   base-27min                    base       now
 *   | odd  ...  big  ...  checkout doc |......|
 *                                      0..30 min
 *
 * What was recorded together (a producer's trace and its consumer's) moves together.
 */
export interface RecentTimes {
  /** Recording path → what to add to its times at `nowUs`. */
  readonly shiftUs: (path: string, nowUs: number) => number
  /** Paths, youngest first. */
  readonly paths: readonly string[]
}

export function planRecentTimes(recordings: readonly Recording[], startedUs: number): RecentTimes {
  const byPath = new Map<string, Recording[]>()
  for (const recording of recordings) {
    const together = byPath.get(recording.path)
    if (together) together.push(recording)
    else byPath.set(recording.path, [recording])
  }
  const paths = [...byPath.keys()].sort((a, b) => rank(a) - rank(b))
  const slots = new Map(
    paths.map((path, slot) => {
      const ageUs = FIRST_AGE_US + Math.round((slot * SLOTS_US) / Math.max(1, paths.length))
      return [path, startedUs - ageUs - recordedEndUs(byPath.get(path)!)] as const
    }),
  )
  return {
    paths,
    shiftUs: (path, nowUs) => {
      const steps = Math.max(0, Math.floor((nowUs - startedUs) / STEP_US))
      return (slots.get(path) ?? 0) + steps * STEP_US
    },
  }
}

function rank(path: string): number {
  const story = STORIES.indexOf(path)
  if (story >= 0) return story
  return path.startsWith('odd-values/') ? 2_000 : 1_000
}

/** Latest end that is not an oddity itself: near the middle one of the starts. */
function recordedEndUs(recordings: readonly Recording[]): number {
  const spans = recordings.flatMap((recording) => recording.spans)
  const starts = spans.map((span) => toUs(span.startNs)).sort((a, b) => a - b)
  const middle = starts[starts.length >> 1]
  let end = middle
  for (const span of spans) {
    const endUs = toUs(span.endNs)
    if (Math.abs(endUs - middle) < NEARBY_US && endUs > end) end = endUs
  }
  return end
}

const toUs = (ns: bigint) => Number(ns / 1000n)

/** A recorded time (Unix µs), moved; oddities stay. `shiftUs` of 0 leaves everything. */
export function moveUs(timeUs: number, shiftUs: number, recordedUs: number): number {
  return Math.abs(timeUs - recordedUs) < NEARBY_US ? timeUs + shiftUs : timeUs
}

export function moveNs(timeNs: bigint, shiftUs: number, recordedUs: number): bigint {
  return Math.abs(Number(timeNs / 1000n) - recordedUs) < NEARBY_US ? timeNs + BigInt(shiftUs) * 1000n : timeNs
}

/** Moves the times in a body's text; every other byte stays. A quote inside a value is `\"`, so values cannot match. */
export function moveJaegerText(text: string, shiftUs: number, recordedUs: number): string {
  if (shiftUs === 0) return text
  return text.replace(/"(startTime|timestamp)":(\d+)/g, (_, name: string, digits: string) => {
    return `"${name}":${moveUs(Number(digits), shiftUs, recordedUs)}`
  })
}

export function moveOtlpText(text: string, shiftUs: number, recordedUs: number): string {
  if (shiftUs === 0) return text
  return text.replace(
    /"(startTimeUnixNano|endTimeUnixNano|timeUnixNano)":"(\d+)"/g,
    (_, name: string, digits: string) => {
      return `"${name}":"${moveNs(BigInt(digits), shiftUs, recordedUs)}"`
    },
  )
}

/** A time that stands for the whole recording: the middle one of its spans' starts. */
export function recordedUs(recording: Recording): number {
  const starts = recording.spans.map((span) => toUs(span.startNs)).sort((a, b) => a - b)
  return starts[starts.length >> 1] ?? 0
}
