import type { Trace } from './trace.ts'

/** Spans arrive seconds after they end: until then a trace may still be growing. */
const SETTLED_MS = 60_000

/** Whether spans of the trace may still have been on their way at that time (Unix ms). */
export const isYoungAt = (trace: Trace, timeMs: number): boolean => timeMs - lastEndMs(trace) < SETTLED_MS

const lastEnds = new WeakMap<Trace, number>()

/** When its last span ended, Unix ms. */
function lastEndMs(trace: Trace): number {
  let end = lastEnds.get(trace)
  if (end === undefined) {
    let lastEndUs = -Infinity
    for (let span = 0; span < trace.length; span++) if (trace.endUs[span] > lastEndUs) lastEndUs = trace.endUs[span]
    end = Number(trace.epochUs / 1000n) + lastEndUs / 1e3
    lastEnds.set(trace, end)
  }
  return end
}
