import { ROW, type RowKind, rowOf } from '../../../layout/rows.ts'
import { isExpandable, isShut, spanOfRow } from '../../../layout/shut.ts'
import { NONE } from '../../../model/trace.ts'
import type { TraceState } from '../traceStore.ts'

const ZOOM_STEP = 0.5
const PAN_SHARE = 0.2

/**
 * What a key does to the waterfall, as a treegrid does it: up and down rows, left to the parent or shut, right to the
 * first child
 * or open. True when the key was one of ours.
 */
export function handleKey(state: TraceState, key: string, modifiers: { readonly shift: boolean }): boolean {
  const { activeRow, rows } = state
  const page = Math.max(1, Math.floor(state.viewportPx / state.rowPx) - 1)
  switch (key) {
    case 'ArrowDown':
      return act(() => state.setActiveRow(activeRow + 1))
    case 'ArrowUp':
      return act(() => state.setActiveRow(activeRow - 1))
    case 'PageDown':
      return act(() => state.setActiveRow(activeRow + page))
    case 'PageUp':
      return act(() => state.setActiveRow(activeRow - page))
    case 'Home':
      return act(() => state.setActiveRow(0))
    case 'End':
      return act(() => state.setActiveRow(rows.length - 1))
    case 'ArrowRight':
      return act(() => (modifiers.shift ? pan(state, PAN_SHARE) : goIn(state)))
    case 'ArrowLeft':
      return act(() => (modifiers.shift ? pan(state, -PAN_SHARE) : goOut(state)))
    case 'Enter':
    case ' ':
      return act(() => state.select(refAt(state, activeRow)))
    case '*':
      return act(() => state.expandAll())
    case 'n':
      return act(() => state.stepGap(1))
    case 'p':
      return act(() => state.stepGap(-1))
    case '+':
    case '=':
      return act(() => zoom(state, ZOOM_STEP))
    case '-':
      return act(() => zoom(state, 1 / ZOOM_STEP))
    case '0':
      return act(() => state.setRange(null))
    case 'Escape':
      if (state.range === state.home) return false
      return act(() => state.setRange(null))
    default:
      return /^[1-9]$/.test(key) && act(() => state.collapseToDepth(Number(key) - 1))
  }
}

function act(action: () => void): true {
  action()
  return true
}

const refAt = ({ rows }: TraceState, row: number) =>
  row < rows.length ? { kind: rows.kind[row] as RowKind, index: rows.index[row] } : null

function goIn(state: TraceState): void {
  const ref = refAt(state, state.activeRow)
  if (ref === null || !isExpandable(ref, state.view.trace)) return
  if (isShut(ref, state.shut)) state.toggleRow(state.activeRow)
  else state.setActiveRow(state.activeRow + 1)
}

function goOut(state: TraceState): void {
  const ref = refAt(state, state.activeRow)
  if (ref === null) return
  if (isExpandable(ref, state.view.trace) && !isShut(ref, state.shut)) state.toggleRow(state.activeRow)
  else state.setActiveRow(parentRow(state, state.activeRow))
}

/** The row that this one stands under, itself when it is a top one. */
export function parentRow(state: TraceState, row: number): number {
  const { rows, view, plan } = state
  const depth = rows.depth[row]
  if (depth === 0) return row
  // Near rows are walked; a parent far above is known by what it is.
  for (let above = row - 1; above >= Math.max(0, row - 64); above--) if (rows.depth[above] < depth) return above
  const span = spanOfRow({ kind: rows.kind[row] as RowKind, index: rows.index[row] }, view.gaps, plan)
  for (let at = span; at !== NONE; at = view.trace.parent[at]) {
    const found = rowOf(rows, { kind: ROW.span, index: at })
    if (found !== NONE && found < row && rows.depth[found] < depth) return found
  }
  for (let above = row - 1; above > 0; above--) if (rows.depth[above] < depth) return above
  return 0
}

/** Around the selected row's middle when it is in sight, else around the middle of the range. */
function zoom(state: TraceState, factor: number): void {
  const { range, selection, view } = state
  let middleUs = (range.startUs + range.endUs) / 2
  if (selection !== null && (selection.kind === ROW.span || selection.kind === ROW.gap)) {
    const { startUs, endUs } = selection.kind === ROW.span ? view.trace : view.gaps
    const selectedUs = (startUs[selection.index] + endUs[selection.index]) / 2
    if (selectedUs >= range.startUs && selectedUs <= range.endUs) middleUs = selectedUs
  }
  state.zoomBy(factor, middleUs)
}

function pan(state: TraceState, share: number): void {
  const { startUs, endUs } = state.range
  const byUs = (endUs - startUs) * share
  state.setRange({ startUs: startUs + byUs, endUs: endUs + byUs })
}
