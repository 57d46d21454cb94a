const SLICE_MS = 8

/** Repeats `step` until it says true, a few milliseconds at a time, letting input and frames in between. */
export function runInSlices(step: () => boolean, onDone: () => void, signal: AbortSignal): void {
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    if (signal.aborted) return channel.port1.close()
    const until = performance.now() + SLICE_MS
    while (!step()) if (performance.now() >= until) return channel.port2.postMessage(null)
    channel.port1.close()
    onDone()
  }
  channel.port2.postMessage(null)
}
