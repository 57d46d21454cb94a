/** Stretches of time in µs, ascending; none overlaps another. What `mergeByPixel` takes. */
export interface Stretches {
  readonly startUs: ArrayLike<number>
  readonly endUs: ArrayLike<number>
}

/** More stretches than this that are out of order are not sorted at once: that would be felt. */
const MOST_SORTED = 20_000
/** How finely the time is divided for them: 16 times the pixels of a screen. */
const CELLS = 1 << 15

/** Collects stretches within [startUs, endUs] and unites those that overlap. */
export function createStretches(startUs: number, endUs: number) {
  const starts: number[] = []
  const ends: number[] = []
  let isAscending = true
  const clamp = (us: number) => Math.min(endUs, Math.max(startUs, us))
  return {
    /** What lies outside is put to the nearer end, so that it is seen. */
    add(fromUs: number, toUs: number): void {
      const from = clamp(fromUs)
      const to = clamp(toUs)
      const last = starts.length - 1
      // Most often it is inside the last one: an error that went up from a child to its parent.
      if (last >= 0 && from >= starts[last] && to <= ends[last]) return
      if (last >= 0 && from < starts[last]) isAscending = false
      starts.push(from)
      ends.push(to)
    },
    /**
     * O(n) where they came by start, O(n log n) where not. Thousands without order are rounded outwards to 32,768ths of the whole.
     *
     *   added   ===    ==  =        united   =====  ===
     *             ===   ==
     */
    unite(): Stretches {
      if (isAscending) return uniteInOrder(starts, ends, null)
      if (starts.length > MOST_SORTED) return uniteInCells(starts, ends, startUs, endUs)
      return uniteInOrder(
        starts,
        ends,
        Uint32Array.from(starts.keys()).sort((a, b) => starts[a] - starts[b]),
      )
    },
  }
}

function uniteInOrder(starts: readonly number[], ends: readonly number[], order: Uint32Array | null): Stretches {
  const startUs: number[] = []
  const endUs: number[] = []
  let last = -1
  for (let i = 0; i < starts.length; i++) {
    const at = order === null ? i : order[i]
    if (last >= 0 && starts[at] < endUs[last]) endUs[last] = Math.max(endUs[last], ends[at])
    else {
      startUs.push(starts[at])
      endUs.push(ends[at])
      last++
    }
  }
  return { startUs, endUs }
}

function uniteInCells(starts: readonly number[], ends: readonly number[], fromUs: number, toUs: number): Stretches {
  const perUs = CELLS / (toUs - fromUs)
  const cellOf = (us: number) => Math.min(CELLS - 1, Math.floor((us - fromUs) * perUs))
  // +1 where one begins and −1 after it ends.
  const change = new Int32Array(CELLS + 1)
  for (let i = 0; i < starts.length; i++) {
    change[cellOf(starts[i])]++
    change[cellOf(ends[i]) + 1]--
  }
  const startUs: number[] = []
  const endUs: number[] = []
  let running = 0
  for (let cell = 0; cell <= CELLS; cell++) {
    const before = running
    running += change[cell]
    if (before === 0 && running > 0) startUs.push(fromUs + cell / perUs)
    if (before > 0 && running === 0) endUs.push(fromUs + cell / perUs)
  }
  return { startUs, endUs }
}
