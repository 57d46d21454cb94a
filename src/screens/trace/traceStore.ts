import { createStore } from 'zustand/vanilla'
import { type FirstRows, layoutFirstRows } from '../../layout/firstRows.ts'
import { planGaps, planRepeats, planRows, QUEUE } from '../../layout/rowPlan.ts'
import { layoutWithMarks } from '../../layout/layoutWithMarks.ts'
import { layoutRows, ROW, rowOf, type RowRef, type Rows, stepTo } from '../../layout/rows.ts'
import {
  bitsOf,
  createShut,
  isExpandable,
  openTo,
  shutFrom,
  shutRepeats,
  spanOfRow,
  visibleRowOf,
} from '../../layout/shut.ts'
import { clampRange, homeRange, panInto, sameRange, zoomRange } from '../../layout/timeRange.ts'
import { type Bitset, clearBit, createBitset, flipBit, hasBit, setBit } from '../../lib/bitset.ts'
import { runInSlices } from '../../lib/slices.ts'
import { findSpan, NONE, spanIdOf } from '../../model/trace.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { areSameRepeats, carryRepeats, carryShut, matchSpans, moveRef, moveRepeats } from './carryOver.ts'
import type { Selection, TraceState, TraceStore } from './traceState.ts'
import { findSkewed } from './waterfall/findSkewed.ts'

export type { Selection, TraceState, TraceStore }

const ROW_PX = 24

/** What the worker made, or the same made here; its rows, to keep, to whoever asks first. */
function takeFirstRows(view: TraceView): FirstRows {
  const { firstRows } = view
  if (firstRows === undefined) return layoutFirstRows(view, view.minGapUs)
  const taken = { ...firstRows }
  firstRows.rows = null
  return taken
}

function untilTrue(step: () => boolean): void {
  while (!step());
}

function bitsetOf(spans: ArrayLike<number>, length: number): Bitset {
  const bits = createBitset(length)
  for (let i = 0; i < spans.length; i++) setBit(bits, spans[i])
  return bits
}

/** More rows are laid out between frames, a few milliseconds at a time: a million take some sixty. */
const AT_ONCE_ROWS = 300_000
/** Of other rows than before (a view, a threshold, what was found): there is more to do, and a gesture is answered by what was made for it. */
const AT_ONCE_ROWS_UNHURRIED = 5_000
const STEP_ROWS = 4_000

/** What a row of before is called now; null: it is gone. */
type MoveRef = (ref: RowRef) => RowRef | null

interface RelayoutOptions {
  readonly move?: MoveRef
  /** Arrays that may be written. */
  readonly room?: Rows
  /** What depends on what the reader does until the rows are there. */
  readonly late?: (now: TraceState) => Partial<TraceState>
  /** Asked when the rows are there; true: they are not to be shown. */
  readonly isOvertaken?: () => boolean
  /** When they are shown. */
  readonly onShown?: () => void
}

/** Everything about an open trace that changes while looking at it and is not worth an address. One per open trace. */
export function createTraceStore(
  view: TraceView,
  { atOnceRows = AT_ONCE_ROWS, stepRows = STEP_ROWS } = {},
): TraceStore {
  return createStore<TraceState>((set, get) => {
    const { trace, gaps } = view
    const first = takeFirstRows(view)
    const { extent, maxDepth } = first
    const plan = planRows(trace, gaps, view.minGapUs, [], first)
    const shut = createShut(trace, plan)
    const home = homeRange(trace, extent)

    const maxScrollPx = ({ rows, rowPx, viewportPx }: TraceState) => Math.max(0, rows.length * rowPx - viewportPx)
    const clampScroll = (state: TraceState, px: number) => Math.min(Math.max(0, px), maxScrollPx(state))

    function refAt(state: TraceState, row: number): RowRef | null {
      if (row < 0 || row >= state.rows.length) return null
      return { kind: state.rows.kind[row] as RowRef['kind'], index: state.rows.index[row] }
    }

    // The layout that is under way, and the arrays of the rows before: those on screen stay as they are meanwhile.
    let pending: { finish(): void; readonly move: MoveRef } | null = null
    let spare: Rows | undefined
    /** The state to start a change from: what was asked for before is done first. */
    const settled = (): TraceState => {
      while (pending) pending.finish()
      return get()
    }
    /** What a reader means, who sees the rows of now, in the rows that are on their way; null when it is gone. */
    const settledRef = (ref: RowRef | null): RowRef | null => {
      const move = pending?.move
      settled()
      return ref && move ? move(ref) : ref
    }

    /**
     * Lays the rows out again, many of them between frames. The active row, or else the first on screen, stays where the reader sees it, or the
     * nearest row above it in the tree takes its place.
     */
    function relayout(change: Partial<TraceState>, options: RelayoutOptions = {}): void {
      const { move = (ref) => ref, room = get().rows, late, isOvertaken, onShown } = options
      const state = { ...get(), ...change }
      const { view, plan, shut } = state
      const isGesture = change.plan === undefined
      const atOnce = isGesture ? atOnceRows : Math.min(atOnceRows, AT_ONCE_ROWS_UNHURRIED)
      const input = { trace: view.trace, gaps: view.gaps, plan, shut }
      const show = (rows: Rows) => {
        showRows(rows, { ...change, ...late?.(get()) }, move)
        onShown?.()
      }
      if (view.trace.length + plan.notable.length <= atOnce) return show(layoutRows(input, room))
      const seenRows = state.scrollPx === 0 ? Math.ceil(state.viewportPx / state.rowPx) : 0
      const previous = room === get().rows ? spare : room
      const steps = layoutWithMarks(input, view, findSkewed(view), previous, stepRows, seenRows)
      const working = new AbortController()
      const finish = () => {
        const { value, done } = steps.next()
        if (!done) return false
        working.abort()
        pending = null
        if (isOvertaken?.()) return true
        spare = get().rows
        show(value)
        return true
      }
      pending = { finish: () => void (!working.signal.aborted && untilTrue(finish)), move }
      // Most of what is left to do after this is at least a frame away.
      if (!finish()) runInSlices(finish, () => {}, working.signal)
    }

    function showRows(rows: Rows, change: Partial<TraceState>, move: MoveRef): void {
      const before = get()
      const firstRow = Math.ceil(before.scrollPx / before.rowPx)
      const isActiveSeen =
        before.activeRow >= firstRow && before.activeRow * before.rowPx < before.scrollPx + before.viewportPx
      const anchorRow = isActiveSeen ? before.activeRow : Math.min(firstRow, before.rows.length - 1)
      const offsetPx = anchorRow * before.rowPx - before.scrollPx
      const moved = (ref: RowRef | null) => ref && move(ref)
      const anchor = moved(refAt(before, anchorRow))
      const active = moved(refAt(before, before.activeRow))
      const state = { ...before, ...change }
      const { view, plan } = state
      const rowFor = (ref: RowRef | null) => (ref ? visibleRowOf(ref, rows, view.trace, view.gaps, plan) : NONE)
      const next = { ...state, rows }
      const anchoredPx = anchor ? rowFor(anchor) * state.rowPx - offsetPx : state.scrollPx
      const scrollPx = before.scrollPx === 0 && !isActiveSeen ? 0 : clampScroll(next, anchoredPx)
      set({ ...change, rows, activeRow: Math.max(0, rowFor(active)), hoverRow: NONE, scrollPx })
    }

    function selectionOf({ view, plan }: TraceState, ref: RowRef): Selection {
      const span = spanOfRow(ref, view.gaps, plan)
      return { ...ref, span, spanId: spanIdOf(view.trace, span) }
    }

    /** The scroll position that shows a row: unchanged when it does already, else with the row in the upper third. */
    function scrollToShow(state: TraceState, row: number): number {
      const topPx = row * state.rowPx
      if (topPx >= state.scrollPx && topPx + state.rowPx <= state.scrollPx + state.viewportPx) return state.scrollPx
      return clampScroll(state, topPx - Math.floor(state.viewportPx / 3 / state.rowPx) * state.rowPx)
    }

    function reveal(seen: RowRef): void {
      const ref = settledRef(seen)
      if (ref === null) return
      const { view, plan, shut, highlight } = get()
      const owner = spanOfRow(ref, view.gaps, plan)
      // What one goes to is not dimmed for what was picked out before.
      if (highlight !== null && !hasBit(highlight, owner)) set({ highlight: null })
      const isInside = ref.kind === ROW.gap && view.gaps.kind[ref.index] !== QUEUE
      const opened = openTo(owner, view.trace, plan, shut)
      if (isInside && hasBit(shut.spans, owner)) clearBit(shut.spans, owner)
      else if (!opened) return show(ref)
      relayout({}, { onShown: () => show(ref) })
    }

    function show(ref: RowRef): void {
      const state = get()
      const { view, rows, plan, extent } = state
      const row = visibleRowOf(ref, rows, view.trace, view.gaps, plan)
      const { startUs, endUs } = ref.kind === ROW.gap ? view.gaps : view.trace
      const range = clampRange(panInto(state.range, startUs[ref.index], endUs[ref.index]), extent)
      set({
        selection: selectionOf(state, ref),
        activeRow: Math.max(0, row),
        scrollPx: scrollToShow(state, row),
        range: sameRange(range, state.range) ? state.range : range,
      })
    }

    return {
      view,
      extent,
      home,
      range: home,
      plan,
      shut,
      maxDepth,
      rows: first.rows ?? layoutRows({ trace, gaps, plan, shut }),
      minGapUs: view.minGapUs,
      suspects: new Map(),
      selection: null,
      activeRow: 0,
      hoverRow: NONE,
      highlight: null,
      matches: null,
      scrollPx: 0,
      viewportPx: 0,
      rowPx: ROW_PX,

      setView(view) {
        const before = settled()
        if (before.view === view) return
        const { trace, gaps } = view
        if (before.view.trace === trace && before.view.gaps === gaps) {
          // Only the threshold moved, and most often its rows are there already.
          if (before.minGapUs === view.minGapUs) return set({ view })
          return relayout({
            view,
            minGapUs: view.minGapUs,
            plan: { ...before.plan, ...planGaps(gaps, view.minGapUs) },
          })
        }
        const toSpan = matchSpans(before.view.trace, trace)
        const first = takeFirstRows(view)
        const { extent, maxDepth } = first
        const plan = planRows(trace, gaps, view.minGapUs, moveRepeats(before.plan.repeats, toSpan), first)
        const shut = createShut(trace, plan)
        const home = homeRange(trace, extent)
        carryShut(before, shut, plan, toSpan)
        const change = {
          view,
          plan,
          shut,
          maxDepth,
          extent,
          home,
          minGapUs: view.minGapUs,
          highlight: null,
          matches: null,
        }
        const move = (ref: RowRef) => moveRef(ref, before, { view, plan }, toSpan)
        relayout(change, {
          move,
          room: first.rows ?? before.rows,
          late(now) {
            const selected = now.selection && move(now.selection)
            const isZoomed = !sameRange(now.range, now.home)
            return {
              selection: selected && selectionOf({ ...now, ...change }, selected),
              range: isZoomed ? clampRange(now.range, extent) : home,
            }
          },
        })
      },

      setFindings(findings) {
        const { repeats, missingParents } = findings
        const before = settled()
        const { view, plan, shut } = before
        const suspects = new Map(missingParents.map((missing) => [missing.parentSpanId, missing.suspectedService]))
        if (areSameRepeats(repeats, plan.repeats)) return set({ suspects })
        const next = { ...plan, ...planRepeats(repeats) }
        // Whoever has begun to read keeps every row that is there.
        const isUntouched = ({ selection, scrollPx }: TraceState) => selection === null && scrollPx === 0
        const wasUntouched = isUntouched(before)
        const repeatBits = wasUntouched ? shutRepeats(view.trace, next) : createBitset(repeats.length)
        const nextShut = { ...shut, repeats: repeatBits }
        carryRepeats(before, nextShut, next, (span) => span)
        const change = { suspects, plan: next, shut: nextShut }
        relayout(change, {
          move(ref) {
            if (ref.kind !== ROW.repeat) return ref
            const first = plan.repeats[ref.index].spans[0]
            const index = next.repeatOf.get(first)
            return index === undefined ? { kind: ROW.span, index: first } : { kind: ROW.repeat, index }
          },
          isOvertaken() {
            const isOvertaken = isUntouched(get()) !== wasUntouched
            if (isOvertaken) get().setFindings(findings)
            return isOvertaken
          },
        })
      },

      select(ref) {
        const state = get()
        if (ref === null) return set({ selection: null })
        const row = rowOf(state.rows, ref)
        set({ selection: selectionOf(state, ref), activeRow: row === NONE ? state.activeRow : row })
      },
      revealSpan: (span) => reveal({ kind: ROW.span, index: span }),
      revealGap: (gap) => reveal({ kind: ROW.gap, index: gap }),
      revealSpanId(spanId) {
        const span = findSpan(settled().view.trace, spanId)
        if (span !== NONE) reveal({ kind: ROW.span, index: span })
        return span !== NONE
      },
      stepGap(step) {
        const { rows, plan, activeRow } = settled()
        const gapRow = stepTo(rows, ROW.gap, activeRow, step)
        if (gapRow !== NONE) reveal({ kind: ROW.gap, index: rows.index[gapRow] })
        else if (plan.notable.length > 0) reveal({ kind: ROW.gap, index: plan.notable[0] })
      },

      setMinGap(minGapUs) {
        const { view, plan } = settled()
        relayout({ minGapUs, plan: { ...plan, ...planGaps(view.gaps, minGapUs) } })
      },
      toggleRow(row) {
        const ref = settledRef(refAt(get(), row))
        const { rows, view, shut } = get()
        const now = ref === null ? NONE : rowOf(rows, ref)
        if (ref === null || now === NONE || !isExpandable(ref, view.trace)) return
        flipBit(bitsOf(ref.kind, shut)!, ref.index)
        set({ activeRow: now })
        relayout({})
      },
      expandAll() {
        for (const bits of Object.values(settled().shut)) bits.words.fill(0)
        relayout({})
      },
      collapseAll() {
        for (const bits of Object.values(settled().shut)) bits.words.fill(-1)
        relayout({})
      },
      collapseToDepth(depth) {
        const { view, shut } = settled()
        shutFrom(depth, view.trace, shut)
        relayout({})
      },

      setRange(range) {
        const { extent, home } = get()
        set({ range: range ? clampRange(range, extent) : home })
      },
      zoomBy(factor, anchorUs) {
        const { range, extent } = get()
        set({ range: clampRange(zoomRange(range, factor, anchorUs), extent) })
      },
      setActiveRow(row) {
        const state = get()
        const activeRow = Math.min(Math.max(0, row), Math.max(0, state.rows.length - 1))
        const topPx = activeRow * state.rowPx
        const scrollPx = Math.min(topPx, Math.max(state.scrollPx, topPx + state.rowPx - state.viewportPx))
        set({ activeRow, scrollPx: clampScroll(state, scrollPx) })
      },
      setHoverRow(row) {
        if (get().hoverRow !== row) set({ hoverRow: row })
      },
      setHighlight: (spans) => set({ highlight: spans && bitsetOf(spans, get().view.trace.length) }),
      setMatches: (spans) => set({ matches: spans && bitsetOf(spans, get().view.trace.length) }),
      scrollTo(px) {
        const state = get()
        const scrollPx = clampScroll(state, px)
        if (scrollPx !== state.scrollPx) set({ scrollPx })
      },
      setViewport(viewportPx, rowPx) {
        const state = get()
        if (state.viewportPx === viewportPx && state.rowPx === rowPx) return
        const scrollPx = (state.scrollPx / state.rowPx) * rowPx
        set({ viewportPx, rowPx, scrollPx: clampScroll({ ...state, viewportPx, rowPx }, scrollPx) })
      },
    }
  })
}
