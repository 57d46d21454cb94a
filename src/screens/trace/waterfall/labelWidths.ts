/** What durations and counts are written with: measured together, before any of them is needed. */
const USUAL = '0123456789.,+-−×·<≥ µmnsdh'

/**
 * Measures short labels by adding up their characters, each of which is measured once per font: kerning in `1.88 s` is less than a
 * pixel. On a canvas of its own, outside of the document: asked for a text, a canvas in the document first brings the whole page's
 * style up to date, and rows are being written at that moment, so it would do so again for every row.
 */
export function createLabelWidths(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d')!
  const widths = new Map<string, number>()
  let measuredFont: string | null = null

  function widthOf(character: string): number {
    let width = widths.get(character)
    if (width === undefined) widths.set(character, (width = context.measureText(character).width))
    return width
  }

  return (text, font) => {
    if (font !== measuredFont) {
      context.font = measuredFont = font
      widths.clear()
      for (const character of USUAL) widthOf(character)
    }
    let width = 0
    for (const character of text) width += widthOf(character)
    return width
  }
}
