const SLICES = 256
const MOST_SAMPLES = 1 << 15

/** Spans per slice of the time that `starts` cover; of very many, a sample scaled up. */
export function outlineOf(starts: Float64Array): Uint32Array {
  const outline = new Uint32Array(SLICES)
  const stride = Math.ceil(starts.length / MOST_SAMPLES) || 1
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < starts.length; i += stride) {
    if (starts[i] < min) min = starts[i]
    if (starts[i] > max) max = starts[i]
  }
  const scale = max > min ? (SLICES - 1) / (max - min) : 0
  for (let i = 0; i < starts.length; i += stride) outline[Math.floor((starts[i] - min) * scale)] += stride
  return outline
}
