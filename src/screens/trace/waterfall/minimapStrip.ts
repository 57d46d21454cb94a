import { createMinimapBuilder, type Minimap } from '../../../layout/minimap.ts'
import type { TimeRange } from '../../../layout/timeRange.ts'
import { runInSlices, runStepsInSlices } from '../../../lib/slices.ts'
import { composeMinimap } from '../../../paint/minimap.ts'
import { readPalette } from '../../../paint/palette.ts'
import { createTextures } from '../../../paint/textures.ts'
import type { TraceView } from '../../../worker/protocol.ts'

/** Columns of the strip: finer than most screens, whatever the width. */
const COLUMNS = 2048

/** Counts what the strip shows, a few milliseconds at a time. */
export function buildStrip(
  { trace, ledgers }: TraceView,
  extent: TimeRange,
  onBuilt: (map: Minimap) => void,
  signal: AbortSignal,
): void {
  const builder = createMinimapBuilder(trace, ledgers[0] ?? null, extent, COLUMNS)
  runInSlices(builder.step, () => onBuilt(builder.finish()), signal)
}

/**
 * Paints it as large as `canvas` is shown, in the theme of `root`, a few milliseconds at a time; what is seen before is replaced once.
 */
export function paintStrip(
  canvas: HTMLCanvasElement,
  map: Minimap,
  root: HTMLElement,
  services: readonly string[],
  onPainted: () => void,
  signal: AbortSignal,
): void {
  const [widthPx, heightPx, dpr] = [root.clientWidth, root.clientHeight, devicePixelRatio]
  const palette = readPalette(root, services)
  const steps = composeMinimap(map, widthPx, heightPx, palette, createTextures(palette, dpr), dpr)
  const show = (draw: (context: CanvasRenderingContext2D) => void) => {
    canvas.width = Math.max(1, Math.round(widthPx * dpr))
    canvas.height = Math.max(1, Math.round(heightPx * dpr))
    const context = canvas.getContext('2d')!
    context.setTransform(dpr, 0, 0, dpr, 0, 0)
    draw(context)
    onPainted()
  }
  runStepsInSlices(steps, show, signal)
}
