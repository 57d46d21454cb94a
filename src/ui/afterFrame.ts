/** A page in the background gets no frames: it goes on without. */
const NO_FRAME_MS = 300

/** Calls back in a task of its own, when the next frame has been drawn. Returns how to call it off. */
export function afterFrame(work: () => void): () => void {
  let timer = setTimeout(run, NO_FRAME_MS)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    timer = setTimeout(run)
  })
  function run() {
    cancelAnimationFrame(frame)
    work()
  }
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}
