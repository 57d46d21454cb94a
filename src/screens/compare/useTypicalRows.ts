import { useMemo } from 'react'
import type { Typical } from '../../analysis/typical.ts'
import { computeExtent, homeRange } from '../../layout/timeRange.ts'
import { buildTypicalTree } from '../../layout/typicalTree.ts'
import { findSpan, NONE, spanIdOf } from '../../model/trace.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import type { ChangeCompare } from './changeCompare.ts'
import { foldRows, type RowNames } from './folding.ts'
import { isUnusual } from '../../analysis/isUnusual.ts'
import { matchesWithin, stepMatch, type Matches } from './matches.ts'
import { rangeOf, showTimes, type TimeOfBoth } from './timeOfBoth.ts'
import { useFoundSpans } from './useFoundSpans.ts'

/** What an address says of the rows of a trace against many, and what changes it. */
export function useTypicalRows(view: TraceView, typical: Typical, address: CompareAddress, onChange: ChangeCompare) {
  const { trace } = view
  const tree = useMemo(
    () =>
      buildTypicalTree(
        trace,
        typical.missing.map(({ parent }) => parent),
        // Where too little is known to call anything unusual, nothing is folded away either.
        (span) => !typical.enough || isUnusual(typical, span),
      ),
    [trace, typical],
  )
  const names = useMemo((): RowNames => {
    const rowOfMissing = new Map(
      [...tree.missing].flatMap((missing, row) => (missing === NONE ? [] : [[missing, row]])),
    )
    return {
      rowOf({ side, spanId }) {
        if (side === 'a') return rowOfMissing.get(Number(spanId)) ?? NONE
        const span = findSpan(trace, spanId)
        return span === NONE ? NONE : tree.rowOfSpan[span]
      },
      // What is missing is in A, the typical side, and has no id there: its rank among them.
      nameOf: (row) =>
        tree.span[row] === NONE
          ? { side: 'a', spanId: String(tree.missing[row]) }
          : { side: 'b', spanId: spanIdOf(trace, tree.span[row]) },
    }
  }, [trace, tree])
  const folding = useMemo(() => foldRows({ tree }, names, address.folds), [tree, names, address.folds])
  const fits = typical.enough && address.filter !== 'all' ? tree.changed : null
  const time = useMemo(() => timeOf(view, typical), [view, typical])
  const { spans: found, done } = useFoundSpans(view.key, address.clocks, address.find)
  const matches = useMemo((): Matches | null => {
    if (!found) return null
    const wanted = address.find.trim().toLowerCase()
    const isWanted = ({ service, operation }: Typical['missing'][number]) =>
      service.toLowerCase().includes(wanted) || operation.toLowerCase().includes(wanted)
    const all = [
      ...Array.from(found, (span) => tree.rowOfSpan[span]),
      ...typical.missing.flatMap((missing, i) =>
        isWanted(missing) ? [names.rowOf({ side: 'a', spanId: String(i) })] : [],
      ),
    ].sort((x, y) => x - y)
    return matchesWithin(all, fits, done)
  }, [found, done, address.find, tree, typical, names, fits])
  const selectedRow = address.selected ? names.rowOf(address.selected) : NONE
  const unusual = useMemo(
    () =>
      !typical.enough
        ? []
        : [...tree.span.keys()].filter((row) => tree.span[row] === NONE || isUnusual(typical, tree.span[row])),
    [typical, tree],
  )

  /** The row comes into sight in the tree, whatever hid it. */
  const goTo = (row: number, part: Partial<CompareAddress> = { view: 'merged' }) => {
    const zeroUs = trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot]
    const span = tree.span[row]
    const bars = span === NONE ? [] : [{ startUs: trace.startUs[span] - zeroUs, endUs: trace.endUs[span] - zeroUs }]
    onChange(
      {
        ...part,
        selected: names.nameOf(row),
        folds: folding.reveal([row]),
        range: rangeOf(address.range, time, (shown) => showTimes(shown, bars)),
        ...(fits && fits[row] === 0 && { filter: 'all' }),
      },
      { replace: true },
    )
  }
  return {
    tree,
    folding,
    fits,
    time,
    matches,
    selectedRow,
    goTo,
    select: (row: number) => onChange({ selected: row === NONE ? null : names.nameOf(row) }, { replace: true }),
    stepMatch: (direction: 1 | -1) => {
      // The table lists all that was found: there is nowhere else to go.
      if (matches && matches.rows.length > 0) goTo(stepMatch(matches.rows, selectedRow, direction), {})
    },
    /** On to the next unusual row, or back. */
    stepUnusual: (direction: 1 | -1) => {
      if (unusual.length > 0) goTo(stepMatch(unusual, selectedRow, direction))
    },
  }
}

/** The trace's own time, and what its root usually takes. */
function timeOf({ trace }: TraceView, { durationP95Us }: Typical): TimeOfBoth {
  const extent = computeExtent(trace)
  const home = homeRange(trace, extent)
  if (trace.mainRoot === NONE) return { home, extent }
  const zeroUs = trace.startUs[trace.mainRoot]
  const usualUs = durationP95Us[trace.mainRoot] || 0
  const withUsual = ({ startUs, endUs }: typeof home) => ({
    startUs: startUs - zeroUs,
    endUs: Math.max(endUs - zeroUs, usualUs),
  })
  return { home: withUsual(home), extent: withUsual(extent) }
}
