/** Runs `work` once in the next animation frame, however often it is asked for. */
export function createFrame(work: () => void) {
  let handle = 0
  const run = () => {
    handle = 0
    work()
  }
  return {
    request(): void {
      if (handle === 0) handle = requestAnimationFrame(run)
    },
    cancel(): void {
      cancelAnimationFrame(handle)
      handle = 0
    },
  }
}
