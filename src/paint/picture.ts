import type { Textures } from './textures.ts'

/** A drawing as plain shapes, so that a vector file and a bitmap come from one place. Lengths in CSS px. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly background: string
  readonly font: string
  readonly shapes: readonly Shape[]
  /** Foreground and background of what textured boxes are filled with; needed where there are any. */
  readonly textures?: Readonly<Record<TextureName, readonly [ink: string, ground: string]>>
}

export type TextureName = 'gap' | 'network'

export type Shape = BoxShape | TextShape

export interface BoxShape {
  readonly type: 'box'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill: string
  readonly opacity: number
  /** null: none. */
  readonly stroke: string | null
  /** Instead of the fill: hatching or dots, in the colours of `Picture.textures`. */
  readonly texture?: TextureName
  readonly dashed?: boolean
}

export interface TextShape {
  readonly type: 'text'
  /** Where it starts, or ends when `align` is `end`; the baseline's height. */
  readonly x: number
  readonly y: number
  readonly text: string
  readonly fill: string
  readonly align: 'start' | 'end'
  readonly bold: boolean
  readonly sizePx: number
}

/** XML text: control characters that XML cannot hold are dropped. */
const escapeXml = (text: string) =>
  // oxlint-disable-next-line no-control-regex
  text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '',
    )
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A standalone SVG document: no scripts, no references outside. */
export function formatPictureSvg({ width, height, background, font, shapes, textures }: Picture): string {
  const round = (length: number) => String(Math.round(length * 10) / 10)
  const parts = shapes.map((shape) => {
    if (shape.type === 'box') {
      const stroke = shape.stroke === null ? '' : ` stroke="${escapeXml(shape.stroke)}"`
      const opacity = shape.opacity === 1 ? '' : ` fill-opacity="${shape.opacity}"`
      const dash = shape.dashed ? ' stroke-dasharray="3 2"' : ''
      const fill = shape.texture ? `url(#${shape.texture})` : escapeXml(shape.fill)
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" fill="${fill}"${opacity}${stroke}${dash}/>`
    }
    const align = shape.align === 'end' ? ' text-anchor="end"' : ''
    const weight = shape.bold ? ' font-weight="600"' : ''
    return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-size="${shape.sizePx}" fill="${escapeXml(shape.fill)}"${align}${weight}>${escapeXml(shape.text)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(font)}"><rect width="${width}" height="${height}" fill="${escapeXml(background)}"/>${textures ? formatTextures(textures) : ''}${parts.join('')}</svg>\n`
}

/** Diagonals and dots on tiles of 6 px, like the page's own (`textures.ts`). */
function formatTextures({ gap, network }: NonNullable<Picture['textures']>): string {
  const tile = (name: TextureName, ground: string, marks: string) =>
    `<pattern id="${name}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${escapeXml(ground)}"/>${marks}</pattern>`
  const hatch = `<path d="M-1 1 1-1M-1 7 7-1M5 7 7 5" stroke="${escapeXml(gap[0])}" stroke-width="1.25"/>`
  const dots = ['1.5', '4.5'].map((at) => `<circle cx="${at}" cy="${at}" r="0.85" fill="${escapeXml(network[0])}"/>`)
  return `<defs>${tile('gap', gap[1], hatch)}${tile('network', network[1], dots.join(''))}</defs>`
}

/** The same on a canvas. `patterns` fill the textured boxes. */
export function paintPicture(
  context: CanvasRenderingContext2D,
  { width, height, background, font, shapes }: Picture,
  patterns: Textures | null = null,
): void {
  context.fillStyle = background
  context.fillRect(0, 0, width, height)
  for (const shape of shapes) {
    context.fillStyle = shape.fill
    if (shape.type === 'box') {
      if (shape.texture && patterns) context.fillStyle = patterns[shape.texture]
      context.globalAlpha = shape.opacity
      context.fillRect(shape.x, shape.y, shape.width, shape.height)
      context.globalAlpha = 1
      if (shape.stroke === null) continue
      context.strokeStyle = shape.stroke
      if (shape.dashed) context.setLineDash([3, 2])
      context.strokeRect(shape.x, shape.y, shape.width, shape.height)
      context.setLineDash([])
    } else {
      context.font = `${shape.bold ? '600 ' : ''}${shape.sizePx}px ${font}`
      context.textAlign = shape.align
      context.fillText(shape.text, shape.x, shape.y)
    }
  }
}
