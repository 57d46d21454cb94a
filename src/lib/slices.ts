const SLICE_MS = 8

/** Repeats `step` until it says true, a few milliseconds at a time, letting input and frames in between; then `onDone`, in a task of its own. */
export function runInSlices(step: () => boolean, onDone: () => void, signal: AbortSignal): void {
  const channel = new MessageChannel()
  const next = () => channel.port2.postMessage(null)
  let isDone = false
  channel.port1.onmessage = () => {
    if (isDone || signal.aborted) channel.port1.close()
    if (signal.aborted) return
    if (isDone) return onDone()
    const until = performance.now() + SLICE_MS
    while (!isDone && performance.now() < until) isDone = step()
    next()
  }
  next()
}

/** The same with what works in steps of its own: `onDone` gets what it returns. Without `onFailed`, what it throws is the task's. */
export function runStepsInSlices<T>(
  steps: Iterator<unknown, T, void>,
  onDone: (value: T) => void,
  signal: AbortSignal,
  onFailed?: (error: unknown) => void,
): void {
  let finish = () => {}
  const step = () => {
    try {
      const { done, value } = steps.next()
      if (done) finish = () => onDone(value)
      return done === true
    } catch (error) {
      if (!onFailed) throw error
      onFailed(error)
      return true
    }
  }
  runInSlices(step, () => finish(), signal)
}
