import type { Minimap } from '../layout/minimap.ts'
import type { Palette } from './palette.ts'
import type { Textures } from './textures.ts'

const ERROR_PX = 6
/** A column with more gap than this is hatched. */
const GAP_SHARE = 0.4
/** One span at a time fills half the height, so that a plain sequence is not a wall of colour. */
const LEAST_MOST_BUSY = 4

/**
 * The strip above the waterfall. Heights follow the square root, so that one lonely span stays visible beside a burst
 * of hundreds.
 * O(width · bands): drawn once per size and theme, not while zooming.
 */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  map: Minimap,
  widthPx: number,
  heightPx: number,
  palette: Palette,
  textures: Textures,
): void {
  context.clearRect(0, 0, widthPx, heightPx)
  const { columns, bands, busy, gap, network, errors } = map
  const columnAt = (x: number) => Math.min(columns - 1, Math.floor((x * columns) / widthPx))
  const top = ERROR_PX + 2
  const roomPx = heightPx - top
  const mostBusy = Math.max(LEAST_MOST_BUSY, map.mostBusy)

  context.fillStyle = textures.gap
  forRuns(
    widthPx,
    (x) => gap[columnAt(x)] >= GAP_SHARE,
    (from, to) => context.fillRect(from, 0, to - from, heightPx),
  )

  context.fillStyle = textures.network
  forRuns(
    widthPx,
    (x) => network[columnAt(x)] >= GAP_SHARE,
    (from, to) => context.fillRect(from, 0, to - from, heightPx),
  )

  const heights = new Float32Array(widthPx)
  const sums = new Float32Array(widthPx)
  for (let x = 0; x < widthPx; x++) {
    const column = columnAt(x)
    for (let band = 0; band < bands.length; band++) sums[x] += busy[band * columns + column]
  }
  for (let band = bands.length - 1; band >= 0; band--) {
    context.fillStyle = bands[band] < 0 ? palette.inkFaint : palette.services[bands[band]]
    // One path for the band: a call per pixel would be thousands of fills.
    context.beginPath()
    for (let x = 0; x < widthPx; x++) {
      const share = busy[band * columns + columnAt(x)]
      if (share <= 0) continue
      const fullPx = Math.sqrt(Math.min(1, sums[x] / mostBusy)) * roomPx
      const height = (share / sums[x]) * Math.max(1, fullPx)
      context.rect(x, heightPx - heights[x] - height, 1, height)
      heights[x] += height
    }
    context.fill()
  }

  context.fillStyle = palette.error
  forRuns(
    widthPx,
    (x) => errors[columnAt(x)] > 0,
    (from, to) => context.fillRect(from - 0.5, 0, Math.max(2, to - from), ERROR_PX),
  )
}

function forRuns(widthPx: number, holds: (x: number) => boolean, visit: (from: number, to: number) => void): void {
  let from = -1
  for (let x = 0; x <= widthPx; x++) {
    const is = x < widthPx && holds(x)
    if (is && from < 0) from = x
    if (!is && from >= 0) {
      visit(from, x)
      from = -1
    }
  }
}
