import { WAY } from '../../../layout/errorWay.ts'
import { isPickedOut } from '../../../layout/pickedOut.ts'
import { ROW, type RowKind } from '../../../layout/rows.ts'
import { isExpandable, isShut } from '../../../layout/shut.ts'
import { hasBit } from '../../../lib/bitset.ts'
import { formatCount } from '../../../lib/format.ts'
import { serviceColor } from '../../../lib/serviceHue.ts'
import { NONE } from '../../../model/trace.ts'
import type { Label } from '../../../paint/timeScene.ts'
import type { TraceState } from '../traceStore.ts'
import { describeRow, describeTimes, type RowText } from './rowText.ts'
import styles from './Waterfall.module.css'

/** One pooled DOM row and what it says at the moment. */
interface Slot {
  readonly element: HTMLDivElement
  readonly tree: HTMLDivElement
  readonly expander: HTMLSpanElement
  readonly swatch: HTMLSpanElement
  readonly service: HTMLSpanElement
  readonly operation: HTMLSpanElement
  /** Most rows have none. */
  note: HTMLSpanElement | null
  readonly time: HTMLDivElement
  row: number
  indentPx: number
  /** Classes for what the row is; marks for how it stands come on top. */
  look: string
  className: string
  title: string
  label: Label
}

export interface RowPool {
  /**
   * Shows rows [first, end), top to bottom in the document as on screen. Rows that stay are not touched unless
   * `isStale`.
   */
  sync(state: TraceState, first: number, end: number, isStale: boolean): void
  /**
   * Chooses the indentation: one step for the whole trace, so that nothing shifts sideways while scrolling. True when
   * it changed; the rows
   * are stale then.
   */
  fitIndent(treePx: number, maxDepth: number): boolean
  /** Selection, hover, match and keyboard marks of the rows shown. */
  mark(state: TraceState): void
  labelOf(row: number): Label
  idOf(row: number): string
}

const BASE_ROWS = 512
const NO_LABEL: Label = { text: '', widthPx: 0 }

/**
 * The DOM rows on screen, reused as rows come and go. Written by hand because a row must cost a few text writes per
 * scroll step and no React work at all; in the document they stand in the order of the screen, for readers that walk
 * it.
 */
export function createRowPool(layer: HTMLElement, idPrefix: string, measure: (text: string) => number): RowPool {
  const slots: Slot[] = []
  let first = 0
  const colors = new Map<string, string>()
  let indent = { stepPx: 0, maxPx: 0 }
  // Rows are placed from a base near them, not from the first row: far down, browsers' coordinates lose their pixels.
  let baseRow = 0
  // Room for the rows between the base and the first. An element: padding of the layer would have the browser draw all of it anew.
  const above = make('div', '', layer)

  function bind(slot: Slot, state: TraceState, row: number): void {
    const { rows, shut, view } = state
    const ref = { kind: rows.kind[row] as RowKind, index: rows.index[row] }
    const depth = rows.depth[row]
    const text = describeRow(state, row)
    const { element } = slot
    slot.row = row
    slot.title = `${text.service} · ${text.operation}`
    slot.look = lookOf(text, ref.kind)
    element.id = idPrefix + row
    element.setAttribute('aria-rowindex', String(row + 1))
    element.setAttribute('aria-level', String(depth + 1))
    element.setAttribute('aria-label', text.name)
    if (isExpandable(ref, view.trace)) {
      const isOpen = !isShut(ref, shut)
      element.setAttribute('aria-expanded', String(isOpen))
      slot.look += ` ${isOpen ? styles.open : styles.shut}`
    } else element.removeAttribute('aria-expanded')
    const indentPx = Math.min(depth * indent.stepPx, indent.maxPx)
    if (indentPx !== slot.indentPx) {
      slot.indentPx = indentPx
      slot.tree.style.paddingLeft = `${4 + indentPx}px`
      slot.tree.style.backgroundSize = `${indentPx}px 100%`
    }
    slot.swatch.style.background = text.serviceId === NONE ? '' : colorOf(text.service)
    write(slot.service, text.service)
    write(slot.operation, text.operation)
    const isCut = depth * indent.stepPx > indent.maxPx
    writeNote(slot, isCut ? [`level ${formatCount(depth + 1)}`, text.note].filter(Boolean).join(' · ') : text.note)
    write(slot.time, text.label)
    slot.label = { text: text.label, widthPx: measure(text.label) }
  }

  function colorOf(service: string): string {
    let color = colors.get(service)
    if (color === undefined) colors.set(service, (color = serviceColor(service)))
    return color
  }

  /** A slot that left the other end, or a new one. */
  function take(spare: Slot[], state: TraceState, row: number): Slot {
    const slot = spare.pop() ?? createSlot()
    bind(slot, state, row)
    return slot
  }

  return {
    fitIndent(treePx, maxDepth) {
      const maxPx = Math.round(treePx * INDENT_SHARE)
      const stepPx = Math.floor(Math.min(WIDEST_STEP_PX, Math.max(NARROWEST_STEP_PX, maxPx / Math.max(1, maxDepth))))
      const isCut = maxDepth * stepPx > maxPx || maxDepth * indent.stepPx > indent.maxPx
      if (stepPx === indent.stepPx && !isCut) return false
      indent = { stepPx, maxPx }
      layer.style.setProperty('--indent-step', `${stepPx}px`)
      return true
    },
    sync(state, from, end, isStale) {
      const isElsewhere = from >= first + slots.length || end <= first
      if (isElsewhere || from < baseRow || from > baseRow + 2 * BASE_ROWS) baseRow = Math.max(0, from - BASE_ROWS)
      layer.style.transform = `translateY(${baseRow * state.rowPx - state.scrollPx}px)`
      above.style.height = `${(from - baseRow) * state.rowPx}px`
      const spare: Slot[] = []
      if (isElsewhere) {
        // Every row is another: they are written where they stand.
        first = from
        while (slots.length > end - from) spare.push(slots.pop()!)
        slots.forEach((slot, i) => bind(slot, state, from + i))
      } else {
        while (slots.length > 0 && first < from) {
          spare.push(slots.shift()!)
          first++
        }
        while (first + slots.length > end) spare.push(slots.pop()!)
        if (isStale) slots.forEach((slot, i) => bind(slot, state, first + i))
      }
      while (first > from) {
        slots.unshift(take(spare, state, --first))
        above.after(slots[0].element)
      }
      while (first + slots.length < end) {
        const slot = take(spare, state, first + slots.length)
        slots.push(slot)
        layer.append(slot.element)
      }
      for (const { element } of spare) element.remove()
    },
    mark(state) {
      const { rows, selection, matches, highlight, view, plan } = state
      for (const slot of slots) {
        const { row } = slot
        const ref = { kind: rows.kind[row] as RowKind, index: rows.index[row] }
        const isSelected = selection !== null && selection.index === ref.index && selection.kind === ref.kind
        const isHovered = row === state.hoverRow
        let name = slot.look
        if (isSelected) name += ` ${styles.selected}`
        if (isHovered) name += ` ${styles.hovered}`
        if (row === state.activeRow) name += ` ${styles.active}`
        if (matches !== null && ref.kind === ROW.span && hasBit(matches, ref.index)) name += ` ${styles.match}`
        if (highlight !== null && !isPickedOut(highlight, ref, view, plan)) name += ` ${styles.dimmed}`
        if (slot.className === name) continue
        slot.className = name
        slot.element.className = name
        slot.element.setAttribute('aria-selected', String(isSelected))
        if (!isHovered) continue
        slot.tree.title = slot.title
        slot.time.title = describeTimes(state, row)
      }
    },
    labelOf: (row) => slots[row - first]?.label ?? NO_LABEL,
    idOf: (row) => (row >= first && row < first + slots.length ? idPrefix + row : ''),
  }
}

const WIDEST_STEP_PX = 14
const NARROWEST_STEP_PX = 3
/** Share of the tree column that indentation may take. */
const INDENT_SHARE = 0.5

function lookOf(text: RowText, kind: RowKind): string {
  let look = styles.row
  if (kind === ROW.gap) look += ` ${text.texture === 'network' ? styles.network : styles.gap}`
  if (kind === ROW.missing) look += ` ${styles.missing}`
  if (text.isNewService) look += ` ${styles.newService}`
  if (text.isError) look += ` ${styles.error}`
  if (text.way !== WAY.none) look += ` ${styles.errorWay}`
  return look
}

function write(element: HTMLElement, text: string): void {
  const node = element.firstChild as Text
  if (node.data !== text) node.data = text
}

function writeNote(slot: Slot, text: string): void {
  if (text !== '') write((slot.note ??= withText(make('span', styles.note, slot.tree))), text)
  else if (slot.note !== null) {
    slot.note.remove()
    slot.note = null
  }
}

function make(tag: 'div' | 'span', className: string, parent?: HTMLElement): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  parent?.append(element)
  return element
}

function withText<T extends HTMLElement>(element: T): T {
  element.append('')
  return element
}

function createSlot(): Slot {
  const element = make('div', styles.row) as HTMLDivElement
  element.role = 'row'
  element.dataset.testid = 'span-row'
  element.setAttribute('aria-selected', 'false')
  const tree = make('div', styles.tree, element) as HTMLDivElement
  tree.role = 'gridcell'
  const expander = make('span', styles.expander, tree)
  const swatch = make('span', styles.swatch, tree)
  const service = withText(make('span', styles.service, tree))
  const operation = withText(make('span', styles.operation, tree))
  const time = withText(make('div', styles.time, element)) as HTMLDivElement
  time.role = 'gridcell'
  return {
    element,
    tree,
    expander,
    swatch,
    service,
    operation,
    note: null,
    time,
    row: NONE,
    indentPx: 0,
    look: '',
    className: '',
    title: '',
    label: NO_LABEL,
  }
}
