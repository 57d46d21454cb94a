import type { Palette } from './palette.ts'

/** Fills that carry a meaning besides their colour. */
export interface Textures {
  /** Diagonal hatch: nobody was seen working. */
  readonly gap: CanvasPattern
  /** Dots: between two processes. */
  readonly network: CanvasPattern
}

const TILE_PX = 6

let last: { readonly key: string; readonly textures: Textures } | null = null

/** The same ones for the same theme and pixel ratio: a page has several canvases. */
export function createTextures(palette: Palette, dpr: number): Textures {
  // The same names may be other colours.
  if (palette.isForced) return drawTextures(palette, dpr)
  const { gap, gapBg, network, networkBg } = palette
  const key = [gap, gapBg, network, networkBg, dpr].join()
  if (last?.key !== key) last = { key, textures: drawTextures(palette, dpr) }
  return last.textures
}

/**
 * Tiles are drawn in device pixels and scaled back, so that they stay sharp; they repeat without a seam because
 * the diagonal leaves the tile where it enters it.
 */
function drawTextures(palette: Palette, dpr: number): Textures {
  const size = Math.round(TILE_PX * dpr)
  const tile = (paint: (context: OffscreenCanvasRenderingContext2D) => void) => {
    const canvas = new OffscreenCanvas(size, size)
    const context = canvas.getContext('2d')!
    paint(context)
    const pattern = context.createPattern(canvas, 'repeat')!
    pattern.setTransform(new DOMMatrix([1 / dpr, 0, 0, 1 / dpr, 0, 0]))
    return pattern
  }
  return {
    gap: tile((context) => {
      context.fillStyle = palette.gapBg
      context.fillRect(0, 0, size, size)
      context.strokeStyle = palette.gap
      context.lineWidth = 1.25 * dpr
      context.beginPath()
      for (const shift of [-size, 0, size]) {
        context.moveTo(shift - dpr, size + dpr)
        context.lineTo(shift + size + dpr, -dpr)
      }
      context.stroke()
    }),
    network: tile((context) => {
      context.fillStyle = palette.networkBg
      context.fillRect(0, 0, size, size)
      context.fillStyle = palette.network
      for (const [x, y] of [
        [0.25, 0.25],
        [0.75, 0.75],
      ]) {
        context.beginPath()
        context.arc(x * size, y * size, 0.85 * dpr, 0, 2 * Math.PI)
        context.fill()
      }
    }),
  }
}
