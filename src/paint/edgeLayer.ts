import type { Size, View } from '../layout/graphFrame.ts'
import { paintEdges } from './graphEdges.ts'
import type { Palette } from './palette.ts'
import { nodeLook, type GraphScene } from './serviceGraphScene.ts'

/** Edges that one frame strokes: a few ms without a graphics processor. */
export const EDGES_PER_FRAME = 250

export interface EdgeLayer {
  /** Puts what it has of the edges onto the canvas, a slice more each time. False: there is more to come. */
  paint(
    context: CanvasRenderingContext2D,
    scene: GraphScene,
    view: View,
    area: Size,
    colors: Palette,
    dimmed: boolean,
  ): boolean
}

/**
 * Thousands of edges as a picture of their own, made over several frames, so that none takes long: the busiest first, the others
 * beneath them. Kept until the view, the graph or the theme changes: pointing at something strokes no edge again.
 */
export function createEdgeLayer(): EdgeLayer {
  const canvas = document.createElement('canvas')
  const own = canvas.getContext('2d')!
  let made: { scene: GraphScene; view: View; colors: Palette; area: Size; done: number } | null = null
  return {
    paint(context, scene, view, area, colors, dimmed) {
      if (made?.scene !== scene || made.view !== view || made.colors !== colors || made.area !== area) {
        canvas.width = context.canvas.width
        canvas.height = context.canvas.height
        own.setTransform(context.getTransform())
        made = { scene, view, colors, area, done: 0 }
      }
      const count = scene.graph.edges.length
      if (made.done < count) {
        own.globalCompositeOperation = 'destination-over'
        const to = Math.min(count, made.done + EDGES_PER_FRAME)
        const slice = { from: made.done, to, dimmed: false }
        paintEdges(own, scene, view, nodeLook(scene, view.k), area, colors, slice)
        made.done = to
      }
      context.globalAlpha = dimmed ? 0.3 : 1
      context.drawImage(canvas, 0, 0, area.width, area.height)
      context.globalAlpha = 1
      return made.done === count
    },
  }
}
