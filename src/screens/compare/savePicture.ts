import { formatDuration } from '../../lib/format.ts'
import { serviceHue } from '../../lib/serviceHue.ts'
import { durationOf, NONE, titleOf } from '../../model/trace.ts'
import type { Trace } from '../../model/trace.ts'
import { drawMerged } from '../../paint/mergedPicture.ts'
import { readPalette } from '../../paint/palette.ts'
import { formatPictureSvg, paintPicture } from '../../paint/picture.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { ListedRows } from './MergedTreeGrid.tsx'
import { saveFile } from '../../ui/saveFile.ts'

/** Browsers refuse canvases beyond this edge length. */
const MAX_SIDE = 8192

/** Saves the merged waterfall as it is listed, in the theme of the page. */
export async function savePicture(
  format: 'svg' | 'png',
  comparison: ComparisonView,
  { rows, range }: ListedRows,
  sideBySide: boolean,
): Promise<void> {
  const { tree, a, b, sentence } = comparison
  const root = document.documentElement
  const style = getComputedStyle(root)
  const lightness = style.getPropertyValue('--service-lightness').trim()
  const chroma = style.getPropertyValue('--service-chroma').trim()
  const subject = {
    tree,
    a: a.trace,
    b: b.trace,
    rows,
    sideBySide,
    range,
    headings: [sentence, describe('A', a.trace), describe('B', b.trace)],
  }
  const picture = drawMerged(
    subject,
    readPalette(document.body, []),
    (service) => `oklch(${lightness} ${chroma} ${serviceHue(service)})`,
  )
  if (format === 'svg') return saveFile('comparison.svg', 'image/svg+xml', formatPictureSvg(picture))
  const scale = Math.min(2, MAX_SIDE / picture.height, MAX_SIDE / picture.width)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  const context = canvas.getContext('2d')!
  context.scale(scale, scale)
  paintPicture(context, picture)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!png) throw new Error('The picture is too large for this browser.')
  saveFile('comparison.png', 'image/png', png)
}

function describe(name: string, trace: Trace): string {
  const root = trace.mainRoot
  const start = new Date(Number(trace.epochUs / 1000n)).toISOString()
  return `${name}: ${root === NONE ? 'no root' : `${titleOf(trace, root)}, ${formatDuration(durationOf(trace, root))}`}, ${start}, trace ${trace.traceId}`
}
