import type { Minimap } from './minimap.ts'

/** A minimap at the width at which it is drawn: each pixel stands for all columns that it touches. */
export interface MinimapPixels {
  /** The most leaf spans that run at once anywhere in a pixel, divided among the bands by their time in it: `busy[band * width + x]`. */
  readonly busy: Float32Array
  /** The largest share of a column that is gap, and network. */
  readonly gap: Float32Array
  readonly network: Float32Array
  /** 1 where an error starts. */
  readonly errors: Uint8Array
}

/**
 * An error in any column shows, and so does any gap; a burst keeps its height, whatever is quiet beside it.
 *
 *   columns  |  1 |  0 |  0 !|  9 |  0 |▨ 0 |
 *   pixels   |     1        !|      9     ▨ |
 *
 * O((columns + width) · bands).
 */
export function reduceMinimap(map: Minimap, width: number): MinimapPixels {
  const { columns } = map
  const bands = map.bands.length
  const busy = new Float32Array(bands * width)
  const gap = new Float32Array(width)
  const network = new Float32Array(width)
  const errors = new Uint8Array(width)
  for (let x = 0; x < width; x++) {
    const from = (x * columns) / width
    const to = ((x + 1) * columns) / width
    let peak = 0
    let all = 0
    for (let column = Math.floor(from), end = Math.min(columns, Math.ceil(to)); column < end; column++) {
      const part = Math.min(to, column + 1) - Math.max(from, column)
      let running = 0
      for (let band = 0; band < bands; band++) {
        const share = Math.max(0, map.busy[band * columns + column])
        running += share
        busy[band * width + x] += share * part
      }
      peak = Math.max(peak, running)
      all += running * part
      gap[x] = Math.max(gap[x], map.gap[column])
      network[x] = Math.max(network[x], map.network[column])
      if (map.errors[column] > 0) errors[x] = 1
    }
    if (all > 0) for (let band = 0; band < bands; band++) busy[band * width + x] *= peak / all
  }
  return { busy, gap, network, errors }
}
