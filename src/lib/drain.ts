/** All of a work in steps at once: what it returns. */
export function drain<T>(steps: Iterator<unknown, T, void>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
