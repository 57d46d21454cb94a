/** Name of the error that a call about a trace fails with when the worker had to let the trace go. */
export const EVICTED = 'TraceEvicted'
