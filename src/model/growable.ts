/** Typed-array columns that grow by doubling; `finish` cuts them to length. One call per value, no allocation per span. */
type Column = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array

/** A copy of `column` with room for `capacity` values (the new ones are 0). */
export function grown<T extends Column>(column: T, capacity: number): T {
  const larger = new (column.constructor as new (length: number) => T)(capacity)
  larger.set(column as never)
  return larger
}

/** The next capacity that holds `needed`: at least double, so that n pushes cost O(n). */
export const nextCapacity = (capacity: number, needed: number): number => Math.max(needed, capacity * 2, 16)
