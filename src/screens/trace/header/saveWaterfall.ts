import { marksOf, skewIn } from '../../../layout/repeatMarks.ts'
import { indexSegments } from '../../../layout/segmentIndex.ts'
import { isNetworkGap, QUEUE } from '../../../layout/rowPlan.ts'
import { ROW } from '../../../layout/rows.ts'
import type { Stretches } from '../../../layout/stretches.ts'
import { lowerBound } from '../../../lib/bisect.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { NONE, titleOf } from '../../../model/trace.ts'
import { readPalette } from '../../../paint/palette.ts'
import { formatPictureSvg } from '../../../paint/picture.ts'
import { renderPng } from '../../../paint/renderPng.ts'
import { createTextures } from '../../../paint/textures.ts'
import { timesOfRow } from '../../../paint/timeColumn.ts'
import { drawWaterfall, type PictureRow, type Stretch } from '../../../paint/waterfallPicture.ts'
import { saveFile } from '../../../ui/saveFile.ts'
import { formatStart } from '../../../lib/formatTime.ts'
import type { TraceState } from '../traceStore.ts'
import { findSkewed } from '../waterfall/findSkewed.ts'
import { describeRow } from '../waterfall/rowText.ts'
import { describeClocks } from './clockSentence.ts'

/** A picture longer than this helps nobody; scrolling chooses which rows are in it. */
const MOST_ROWS = 500

/** Saves the rows as they are open, in the time range and the theme of the page. */
export async function saveWaterfall(format: 'svg' | 'png', state: TraceState): Promise<void> {
  const { trace } = state.view
  const first = state.rows.length > MOST_ROWS ? Math.floor(state.scrollPx / state.rowPx) : 0
  const end = Math.min(state.rows.length, first + MOST_ROWS)
  const root = trace.mainRoot
  const [startUs, endUs] = [state.range.startUs, state.range.endUs]
  const headings = [
    `${root === NONE ? 'A trace without a root' : titleOf(trace, root)}, ${formatDuration(endUs - startUs)} of ${formatDuration(state.extent.endUs - state.extent.startUs)}`,
    `${plural(trace.length, 'span')} · ${formatStart(trace.epochUs, 'utc')} · trace ${trace.traceId}`,
    ...(describeClocks(state.view).doubtful ? [describeClocks(state.view).sentence] : []),
  ]
  if (endUs - startUs >= state.extent.endUs - state.extent.startUs) headings[0] = headings[0].replace(/ of [^,]*$/, '')
  const palette = readPalette(document.body, trace.services)
  const picture = drawWaterfall(
    { rows: listPictureRows(state, first, end), more: state.rows.length - end, range: state.range, headings },
    palette,
  )
  const name = `trace-${trace.traceId.slice(0, 12)}.${format}`
  if (format === 'svg') return saveFile(name, 'image/svg+xml', formatPictureSvg(picture))
  saveFile(name, 'image/png', await renderPng(picture, (scale) => createTextures(palette, scale)))
}

/** Rows [first, end) with all that is drawn of them. */
export function listPictureRows(
  state: Pick<TraceState, 'view' | 'rows' | 'plan' | 'shut' | 'suspects'>,
  first: number,
  end: number,
): PictureRow[] {
  const { view, rows, plan } = state
  const { trace, gaps, shiftUs, ledgers } = view
  const critical = ledgers.length > 0 ? indexSegments(ledgers[0].segments, trace.length) : null
  const skewed = findSkewed(view)
  const times = new Float64Array(2)
  return Array.from({ length: end - first }, (_, at): PictureRow => {
    const row = first + at
    const kind = rows.kind[row]
    const index = rows.index[row]
    const text = describeRow(state, row)
    timesOfRow(state, row, times)
    const plain = {
      depth: rows.depth[row],
      service: text.service,
      operation: text.operation,
      note: text.note,
      label: text.label,
      startUs: times[0],
      endUs: times[1],
      pieces: [],
      gaps: [],
      critical: [],
      recorded: null,
      isSkewed: false,
      isError: text.isError,
      isAsync: false,
    }
    if (kind === ROW.gap) return { ...plain, look: text.texture === 'network' ? 'network' : 'gap' }
    if (kind === ROW.missing) return { ...plain, look: 'missing' }
    if (kind === ROW.repeat) {
      const repeat = plan.repeats[index]
      const { spans, serviceId } = repeat
      const { errors, gapsAt, networkAt } = marksOf(repeat, view, plan)
      const piece = (span: number): Stretch => ({ startUs: trace.startUs[span], endUs: trace.endUs[span] })
      return {
        ...plain,
        look: serviceId,
        pieces: Array.from(spans, piece),
        gaps: [...texturedStretches(networkAt, 'network'), ...texturedStretches(gapsAt, 'gap')],
        isSkewed: skewed !== null && skewIn(repeat, trace, skewed).startUs.length > 0,
        isError: errors > 0,
      }
    }
    const shift = shiftUs?.[index] ?? 0
    return {
      ...plain,
      look: trace.serviceId[index],
      gaps: gapsInside(index),
      critical: criticalOf(index),
      recorded: shift === 0 ? null : { startUs: times[0] + shift, endUs: times[1] + shift },
      isSkewed: skewed !== null && skewed[trace.processId[index]] === 1,
      isAsync: view.asynchronous[index] === 1,
    }
  })

  function gapsInside(span: number): PictureRow['gaps'] {
    const { notable, notableOwner } = plan
    const inside: { startUs: number; endUs: number; texture: 'gap' | 'network' }[] = []
    for (let at = lowerBound(notableOwner, span); notableOwner[at] === span; at++) {
      const gap = notable[at]
      if (gaps.kind[gap] === QUEUE) continue
      const texture = isNetworkGap(gaps, gap) ? 'network' : 'gap'
      inside.push({ startUs: gaps.startUs[gap], endUs: gaps.endUs[gap], texture })
    }
    return inside
  }

  function criticalOf(span: number): Stretch[] {
    if (critical === null) return []
    const { startUs, endUs } = ledgers[0].segments
    return Array.from(critical.order.subarray(critical.first[span], critical.first[span + 1]), (at) => ({
      startUs: startUs[at],
      endUs: endUs[at],
    }))
  }
}

const texturedStretches = ({ startUs, endUs }: Stretches, texture: 'gap' | 'network'): PictureRow['gaps'] =>
  Array.from(startUs, (start, i) => ({ startUs: start, endUs: endUs[i], texture }))
