/** The last tie-break between spans: the smaller id first; of equal ones, the one that came first. */
export function idGoesFirst(idHigh: Uint32Array, idLow: Uint32Array, a: i32, b: i32): boolean {
  if (idHigh[a] !== idHigh[b]) return idHigh[a] < idHigh[b]
  if (idLow[a] !== idLow[b]) return idLow[a] < idLow[b]
  return a < b
}
