import { useMemo } from 'react'
import type { Contribution } from '../../analysis/diff.ts'
import { fitFilter } from '../../layout/mergedTree.ts'
import { createBitset, setBit, type Bitset } from '../../lib/bitset.ts'
import { NONE } from '../../model/trace.ts'
import type { CompareAddress, PickedCost } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { ChangeCompare } from './changeCompare.ts'
import { foldRows, nameRows } from './folding.ts'
import { matchesWithin, type Matches } from './matches.ts'
import { matchRows } from './matchRows.ts'
import { rowsOfContribution } from './rowsOfContribution.ts'
import { stepDifference } from './stepDifference.ts'
import { rangeOf, showTimes, timeOfBoth, timesOfRow } from './timeOfBoth.ts'
import { useFoundSpans } from './useFoundSpans.ts'

/** What an address says of the rows of a comparison, and what changes it. */
export function useComparedRows(comparison: ComparisonView, address: CompareAddress, onChange: ChangeCompare) {
  const { diff, a, b, tree, keyA, keyB } = comparison
  const { filter, clocks, find } = address
  const names = useMemo(() => nameRows(comparison), [comparison])
  const folding = useMemo(() => foldRows(comparison, names, address.folds), [comparison, names, address.folds])
  const fits = useMemo(() => fitFilter(tree, filter, a.minGapUs), [tree, filter, a.minGapUs])
  const time = useMemo(() => timeOfBoth(a.trace, b.trace), [a, b])
  const picked = useMemo(() => findCost(diff.contributions, address.picked), [diff, address.picked])
  const highlighted = useMemo((): Bitset | null => {
    if (picked === NONE) return null
    const rows = createBitset(tree.length)
    for (const row of rowsOfContribution(tree, diff.contributions[picked])) setBit(rows, row)
    return rows
  }, [picked, tree, diff])
  const { spans: foundInA, done: doneA } = useFoundSpans(keyA, clocks, find)
  const { spans: foundInB, done: doneB } = useFoundSpans(keyB, clocks, find)
  const matches = useMemo((): Matches | null => {
    if (!foundInA || !foundInB) return null
    return matchesWithin(matchRows(tree, foundInA, foundInB), fits, doneA && doneB)
  }, [tree, foundInA, foundInB, doneA, doneB, fits])
  const selectedRow = address.selected ? names.rowOf(address.selected) : NONE

  /** Rows come into sight, whatever hid them: a fold, the filter, another view, the time shown. */
  const reveal = (rows: readonly number[], part: Partial<CompareAddress>) => {
    onChange(
      {
        ...part,
        folds: folding.reveal(rows),
        range: rangeOf(address.range, time, (shown) => showTimes(shown, timesOfRow(comparison, rows[0]))),
        ...(fits && rows.some((row) => fits[row] === 0) && { filter: 'all' }),
        ...(address.view === 'graph' && { view: 'merged' }),
      },
      { replace: true },
    )
  }
  const rowsOf = (cost: number) => rowsOfContribution(tree, diff.contributions[cost])
  return {
    folding,
    fits,
    time,
    picked,
    highlighted,
    matches,
    selectedRow,
    /** A row of the tree is chosen, or none. */
    select: (row: number) => onChange({ selected: row === NONE ? null : names.nameOf(row) }, { replace: true }),
    /** A row is chosen elsewhere. */
    goTo: (row: number) => reveal([row], { selected: names.nameOf(row) }),
    /** A contribution is picked, or none. */
    pick: (cost: number | null) => {
      if (cost === null) onChange({ picked: null }, { replace: true })
      else reveal(rowsOf(cost), { picked: nameCost(diff.contributions[cost]) })
    },
    /** On to the next span that made a difference, or back. */
    stepDifference: (direction: 1 | -1) => {
      const next = stepDifference(diff.contributions.length, rowsOf, picked, selectedRow, direction)
      if (!next) return
      const part = { picked: nameCost(diff.contributions[next.picked]), selected: names.nameOf(next.row) }
      reveal([next.row], part)
    },
    /** Lets go of the pair, then of the picked contribution. */
    letGo: () => {
      if (selectedRow !== NONE) onChange({ selected: null }, { replace: true })
      else if (picked !== NONE) onChange({ picked: null }, { replace: true })
    },
  }
}

const nameCost = ({ status, category, gapKind, service, operation }: Contribution): PickedCost => ({
  status,
  category,
  kind: gapKind,
  service,
  operation,
})

function findCost(contributions: readonly Contribution[], picked: PickedCost | null): number {
  if (!picked) return NONE
  return contributions.findIndex((cost) => {
    const { status, category, kind, service, operation } = nameCost(cost)
    return (
      operation === picked.operation &&
      service === picked.service &&
      status === picked.status &&
      category === picked.category &&
      kind === picked.kind
    )
  })
}
