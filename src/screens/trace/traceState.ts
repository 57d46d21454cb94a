import type { StoreApi } from 'zustand/vanilla'
import type { Repeat } from '../../analysis/findings.ts'
import type { MissingParent } from '../../analysis/missingParents.ts'
import type { RowPlan } from '../../layout/rowPlan.ts'
import type { RowRef, Rows, Shut } from '../../layout/rows.ts'
import type { TimeRange } from '../../layout/timeRange.ts'
import type { Bitset } from '../../lib/bitset.ts'
import type { TraceView } from '../../worker/protocol.ts'

/** What is selected. Span ids go in addresses, indices do not survive a change of clocks. */
export interface Selection extends RowRef {
  /** The span selected, the owner of the gap, the first child of the missing parent, the parent of the repeats. */
  readonly span: number
  /** Id of `span`. */
  readonly spanId: string
}

export interface TraceState {
  readonly view: TraceView
  /** First start to last end of all spans. */
  readonly extent: TimeRange
  readonly maxDepth: number
  /** What the time column shows. */
  readonly range: TimeRange
  /** The range without zoom: the extent, or the main root's time when spans lie absurdly far outside. */
  readonly home: TimeRange
  readonly rows: Rows
  readonly plan: RowPlan
  /** Changed in place; `rows` is replaced when it changes. */
  readonly shut: Shut
  readonly minGapUs: number
  /** Missing parent's id → the service suspected behind it, as far as the findings have come. */
  readonly suspects: ReadonlyMap<string, string | null>
  readonly selection: Selection | null
  /** The row the keyboard is on; always a row while there are rows. */
  readonly activeRow: number
  /** The row under the pointer, NONE when there is none. */
  readonly hoverRow: number
  /**
   * Spans picked out by a line of the ledger, a finding or a group of the table: drawn as they are, the others dimmed.
   * Null: none.
   */
  readonly highlight: Bitset | null
  /** Spans that match the find text; null while nothing is looked for. */
  readonly matches: Bitset | null
  /** Distance from the first row's top to the window's, in px of unscaled rows. */
  readonly scrollPx: number
  /** Height of the window on the rows. */
  readonly viewportPx: number
  readonly rowPx: number

  /**
   * The same trace with other clocks, threshold or more spans: selection, collapsed rows and zoom are carried over;
   * highlight and matches name spans by number, so they go until they are set anew.
   */
  setView(view: TraceView): void
  /** Repeats become rows ×N, placeholders get their suspects. Arrives after the first rows. */
  setFindings(findings: {
    readonly repeats: readonly Repeat[]
    readonly missingParents: readonly MissingParent[]
  }): void
  select(ref: RowRef | null): void
  /** Selects, opens what hides it, and scrolls to it. */
  revealSpan(span: number): void
  revealGap(gap: number): void
  /** False when the trace has no such span. */
  revealSpanId(spanId: string): boolean
  /** The next (+1) or previous (-1) notable gap after the active row; wraps around. */
  stepGap(step: 1 | -1): void
  /** Shows rows from this threshold on at once; the ledger of the view follows when the worker has it. */
  setMinGap(minGapUs: number): void
  toggleRow(row: number): void
  expandAll(): void
  collapseAll(): void
  /** Spans deeper than `depth` (root = 0) are hidden. */
  collapseToDepth(depth: number): void
  /** Null shows everything again. */
  setRange(range: TimeRange | null): void
  /** `factor` < 1 zooms in; `anchorUs` stays where it is. */
  zoomBy(factor: number, anchorUs: number): void
  setActiveRow(row: number): void
  setHoverRow(row: number): void
  setHighlight(spans: ArrayLike<number> | null): void
  setMatches(spans: ArrayLike<number> | null): void
  scrollTo(px: number): void
  setViewport(viewportPx: number, rowPx: number): void
}

/** Read it in React with zustand's `useStore(store, selector)`; hot paths subscribe to it and leave React alone. */
export type TraceStore = StoreApi<TraceState>
