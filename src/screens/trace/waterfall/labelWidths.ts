/** What durations and counts are written with: measured together, before any of them is needed. */
const USUAL = '0123456789.,+-−×·<≥ µmnsdh'
/** What names are written with: the browser looks for a font when it is met first. */
const NAME_FONTS = ['13px', '600 13px']

let context: CanvasRenderingContext2D | null = null
const widthsOf = new Map<string, Map<string, number>>()

/**
 * Measures short labels by adding up their characters, each of which is measured once per font: kerning in `1.88 s` is less than a
 * pixel. On a canvas of its own, outside of the document: asked for a text, a canvas in the document first brings the whole page's
 * style up to date, and rows are being written at that moment, so it would do so again for every row.
 */
export function createLabelWidths(): (text: string, font: string) => number {
  let measuredFont: string | null = null
  let widths: Map<string, number>
  return (text, font) => {
    if (font !== measuredFont) widths = usualWidths((measuredFont = font))
    let width = 0
    for (const character of text) width += widthOf(character, widths, font)
    return width
  }
}

/** Has the widths, and the fonts of the names, before there is anything to write. */
export function warmLabels(family: string): void {
  usualWidths(`11px ${family}`)
  for (const size of NAME_FONTS) {
    const pen = penOf(`${size} ${family}`)
    pen.measureText(USUAL)
  }
}

function usualWidths(font: string): Map<string, number> {
  let widths = widthsOf.get(font)
  if (widths === undefined) {
    widthsOf.set(font, (widths = new Map()))
    for (const character of USUAL) widthOf(character, widths, font)
  }
  return widths
}

function widthOf(character: string, widths: Map<string, number>, font: string): number {
  let width = widths.get(character)
  if (width === undefined) widths.set(character, (width = penOf(font).measureText(character).width))
  return width
}

function penOf(font: string): CanvasRenderingContext2D {
  context ??= document.createElement('canvas').getContext('2d')!
  if (context.font !== font) context.font = font
  return context
}
