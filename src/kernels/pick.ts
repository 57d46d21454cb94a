/** `picked[i]` = `column[index[i]]`, less `shift`. Returns how many. */
export function pickNumbers(index: Uint32Array, column: Float64Array, shift: f64, picked: Float64Array): i32 {
  for (let i = 0; i < index.length; i++) picked[i] = column[index[i]] - shift
  return index.length
}

/** `picked[i]` = `column[index[i]]`. Returns how many. */
export function pickWords(index: Uint32Array, column: Uint32Array, picked: Uint32Array): i32 {
  for (let i = 0; i < index.length; i++) picked[i] = column[index[i]]
  return index.length
}

/** `picked[i]` = `column[index[i]]`. Returns how many. */
export function pickBytes(index: Uint32Array, column: Uint8Array, picked: Uint8Array): i32 {
  for (let i = 0; i < index.length; i++) picked[i] = column[index[i]]
  return index.length
}
