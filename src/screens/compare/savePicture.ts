import { formatDuration } from '../../lib/format.ts'
import { isoTime } from '../../lib/isoTime.ts'
import { serviceHue } from '../../lib/serviceHue.ts'
import { durationOf, NONE, titleOf } from '../../model/trace.ts'
import type { Trace } from '../../model/trace.ts'
import { drawMerged } from '../../paint/mergedPicture.ts'
import { readPalette } from '../../paint/palette.ts'
import { formatStory } from '../../report/comparisonSentence.ts'
import { formatPictureSvg } from '../../paint/picture.ts'
import { renderPng } from '../../paint/renderPng.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { ListedRows } from './MergedTreeGrid.tsx'
import { saveFile } from '../../ui/saveFile.ts'

/** What a browser's canvas holds without making the text smaller. */
const MOST_PNG_ROWS = 200

/** Saves the merged waterfall as it is listed, in the theme of the page. */
export async function savePicture(
  format: 'svg' | 'png',
  comparison: ComparisonView,
  { rows, range, noteOf, highlighted }: ListedRows,
  sideBySide: boolean,
): Promise<void> {
  const { tree, a, b } = comparison
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
    noteOf,
    highlighted,
    ...(format === 'png' && { mostRows: MOST_PNG_ROWS }),
    headings: [formatStory(comparison), describe('A', a.trace), describe('B', b.trace)],
  }
  const picture = drawMerged(
    subject,
    readPalette(document.body, []),
    (service) => `oklch(${lightness} ${chroma} ${serviceHue(service)})`,
  )
  if (format === 'svg') return saveFile('comparison.svg', 'image/svg+xml', formatPictureSvg(picture))
  saveFile('comparison.png', 'image/png', await renderPng(picture))
}

function describe(name: string, trace: Trace): string {
  const root = trace.mainRoot
  const start = isoTime(Number(trace.epochUs / 1000n)) ?? `${trace.epochUs} µs`
  return `${name}: ${root === NONE ? 'no root' : `${titleOf(trace, root)}, ${formatDuration(durationOf(trace, root))}`}, ${start}, trace ${trace.traceId}`
}
