import { kernels } from '../kernels/kernels.ts'

/** A column of the values at `index`. */
export function pick<T extends Uint32Array | Uint16Array | Uint8Array>(index: Uint32Array, column: T): T {
  const picked = new (column.constructor as new (length: number) => T)(index.length)
  if (column instanceof Uint32Array) kernels().pickWords(index, column, picked as Uint32Array)
  else if (column instanceof Uint8Array) kernels().pickBytes(index, column, picked as Uint8Array)
  else for (let i = 0; i < index.length; i++) picked[i] = column[index[i]]
  return picked
}

/** A column of the times at `index`, from `epoch` on. */
export function pickTimes(index: Uint32Array, column: Float64Array, epoch: number): Float64Array {
  const picked = new Float64Array(index.length)
  kernels().pickNumbers(index, column, epoch, picked)
  return picked
}
