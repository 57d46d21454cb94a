import { type Bar, SIDE } from '../layout/bars.ts'
import { labelFont, rowMetrics, type TimeScene } from './timeScene.ts'

const LABEL_GAP_PX = 5

export const DASH = [3, 2]
export const SOLID: number[] = []

/** A bar outside the range: which way it lies, and how long it is. */
export function paintOffscreen(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  bar: Bar,
  row: number,
  y: number,
): void {
  const isLeft = bar.side === SIDE.left
  context.fillStyle = scene.palette.inkFaint
  context.textAlign = isLeft ? 'left' : 'right'
  const label = scene.labelOf(row).text
  context.fillText(isLeft ? `‹ ${label}` : `${label} ›`, isLeft ? 4 : scene.scale.widthPx - 4, y + scene.rowPx / 2)
}

/** Beside the bar: to its right, else to its left, else inside it at its right end. */
export function paintLabel(
  context: CanvasRenderingContext2D,
  scene: TimeScene,
  bar: Bar,
  row: number,
  y: number,
  color: string,
  isError: boolean,
  isTextured = false,
): void {
  const { palette, scale } = scene
  const { barTop, barPx } = rowMetrics(scene.rowPx)
  const label = scene.labelOf(row)
  const markPx = isError ? 8 : 0
  const neededPx = label.widthPx + markPx + LABEL_GAP_PX
  const middle = y + barTop + barPx / 2 + 0.5
  const right = Math.min(bar.x + bar.widthPx, scale.widthPx)
  const isRight = right + neededPx + 2 <= scale.widthPx
  const isLeft = !isRight && bar.x - neededPx >= 2
  const x = isRight ? right + LABEL_GAP_PX : isLeft ? bar.x - neededPx : right - neededPx
  const isInside = !isRight && !isLeft
  // Letters do not stand on hatching.
  if (isInside && isTextured) fill(context, palette.bg, x - 3, y + barTop - 1, neededPx + 1, barPx + 2)
  const ink = isInside && !isTextured ? palette.onBar : color
  context.textAlign = 'left'
  if (isError) {
    context.font = `bold 12px ${palette.font}`
    context.fillStyle = isInside && !isTextured ? palette.onBar : palette.error
    context.fillText('!', x, middle)
    context.font = labelFont(palette)
  }
  context.fillStyle = ink
  context.fillText(label.text, x + markPx, middle)
}

export function fill(
  context: CanvasRenderingContext2D,
  style: string | CanvasPattern,
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
): void {
  context.fillStyle = style
  context.fillRect(x, y, widthPx, heightPx)
}

/** A frame that lies inside the box, so that neighbours do not touch. */
export function outline(
  context: CanvasRenderingContext2D,
  style: string,
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
  line = 1,
): void {
  if (widthPx <= 2 * line) return fill(context, style, x, y, widthPx, heightPx)
  context.strokeStyle = style
  context.lineWidth = line
  context.strokeRect(x + line / 2, y + line / 2, widthPx - line, heightPx - line)
}
