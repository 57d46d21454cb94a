/** What the WebAssembly offers: the kernels, and columns for what they read and write. AssemblyScript's alone. */

export { boundClocks } from './clockBounds'
export { cutCycles } from './cutCycles'
export { findParents } from './findParents'
export { countGapsAtMost, findGaps } from './gaps'
export { classifyPieces, findRoots, walkBack } from './ledgers'
export { orderSpans } from './orderSpans'
export { pickBytes, pickNumbers, pickWords } from './pick'
export { findStanding, measureSelfTime } from './standing'

export function numbers(length: i32): Float64Array {
  return new Float64Array(length)
}

export function words(length: i32): Uint32Array {
  return new Uint32Array(length)
}

export function integers(length: i32): Int32Array {
  return new Int32Array(length)
}

export function bytes(length: i32): Uint8Array {
  return new Uint8Array(length)
}

/** Where a column's values lie. */
export function placeOf(column: ArrayBufferView): usize {
  return column.dataStart
}

/** All columns are gone. */
export function clear(): void {
  __reset()
}
