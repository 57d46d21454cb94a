import type { Minimap } from '../layout/minimap.ts'
import { reduceMinimap } from '../layout/minimapPixels.ts'
import type { Palette } from './palette.ts'
import { createPixels, type Pixels } from './pixels.ts'
import type { Textures } from './textures.ts'

const ERROR_PX = 6
/** Room above the bars, where a mark is seen however busy it is below. */
const MARKS_PX = ERROR_PX + 2
/** A pixel of which more than this is gap is hatched from top to bottom; one with less of it gets a mark above the bars. */
const HATCH_SHARE = 0.4
/** Less of a column is not there, but what is left of sums of fractions. */
const LEAST_SHARE = 1e-6
/** One span at a time fills half the height, so that a plain sequence is not a wall of colour. */
const LEAST_MOST_BUSY = 4

/**
 * The strip above the waterfall. Heights follow the square root, so that one lonely span stays visible beside a burst
 * of hundreds.
 *
 *   !     |       error, brief gap
 *      ▅▇  ▨▨ ▂
 *   ▂▂▇▇▇  ▨▨ ▇
 *
 * O(width · bands): drawn once per size and theme, not while zooming. The bars are composed first, a band between two yields; what is
 * returned draws all of it at once.
 */
export function* composeMinimap(
  map: Minimap,
  widthPx: number,
  heightPx: number,
  palette: Palette,
  textures: Textures,
  dpr = 1,
  makePixels: (width: number, height: number) => Pixels = createPixels,
): Generator<undefined, (context: CanvasRenderingContext2D) => void, void> {
  const width = Math.max(1, Math.round(widthPx * dpr))
  const { busy, gap, network, errors } = reduceMinimap(map, width)
  yield
  const bars = makePixels(width, Math.max(1, Math.round(heightPx * dpr)))
  yield* fillBands(bars, map, busy, width, heightPx, palette, dpr)
  return (context) => {
    context.clearRect(0, 0, widthPx, heightPx)
    const mark = (style: string | CanvasPattern, bottomPx: number, leastPx: number, holds: (x: number) => boolean) => {
      context.fillStyle = style
      forRuns(width, holds, (from, to) => {
        const missingPx = Math.max(0, leastPx - (to - from) / dpr)
        context.fillRect(from / dpr - missingPx / 2, 0, (to - from) / dpr + missingPx, bottomPx)
      })
    }
    mark(textures.network, heightPx, 1, (x) => network[x] >= HATCH_SHARE)
    mark(textures.gap, heightPx, 1, (x) => gap[x] >= HATCH_SHARE)
    mark(palette.gap, MARKS_PX, 1, (x) => isBrief(gap, x))
    bars.drawOn(context)
    mark(palette.error, ERROR_PX, 2, (x) => errors[x] > 0)
  }
}

/** Some of it, but neither hatched nor the edge of what is. */
const isBrief = (shares: Float32Array, x: number) =>
  shares[x] > LEAST_SHARE && !(Math.max(shares[x], shares[x - 1] ?? 0, shares[x + 1] ?? 0) >= HATCH_SHARE)

/** The bands on top of one another. */
function* fillBands(
  bars: Pixels,
  { bands, mostBusy }: Minimap,
  busy: Float32Array,
  width: number,
  heightPx: number,
  palette: Palette,
  dpr: number,
): Generator<undefined, void, void> {
  const bottom = Math.round(heightPx * dpr)
  const room = Math.round((heightPx - MARKS_PX) * dpr)
  const most = Math.max(LEAST_MOST_BUSY, mostBusy)
  const sums = new Float32Array(width)
  for (let band = 0; band < bands.length; band++) for (let x = 0; x < width; x++) sums[x] += busy[band * width + x]
  const below = new Float32Array(width)
  for (let band = bands.length - 1; band >= 0; band--) {
    yield
    const color = bands[band] < 0 ? palette.inkFaint : palette.services[bands[band]]
    let [from, runTop, runBottom] = [0, 0, 0]
    // One step past the end closes the last run.
    for (let x = 0; x <= width; x++) {
      let [y, top] = [0, 0]
      if (x < width && busy[band * width + x] > 0) {
        const perSpan = Math.max(1, Math.sqrt(Math.min(1, sums[x] / most)) * room) / sums[x]
        y = bottom - Math.round(below[x] * perSpan)
        below[x] += busy[band * width + x]
        top = bottom - Math.round(below[x] * perSpan)
      }
      if (top === runTop && y === runBottom) continue
      if (runBottom > runTop) bars.fill(color, from, runTop, x - from, runBottom - runTop)
      from = x
      runTop = top
      runBottom = y
    }
  }
}

function forRuns(width: number, holds: (x: number) => boolean, visit: (from: number, to: number) => void): void {
  let from = -1
  for (let x = 0; x <= width; x++) {
    const is = x < width && holds(x)
    if (is && from < 0) from = x
    if (!is && from >= 0) {
      visit(from, x)
      from = -1
    }
  }
}
