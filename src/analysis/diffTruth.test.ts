import { describe, expect, test } from 'vitest'
import { recordedScenarios, recordedVariant, recordedVariants } from '../formats/recordedTruth.ts'
import type { OperationCount } from '../formats/recordedTruth.ts'
import type { Trace } from '../model/trace.ts'
import { analyze } from './analyze.ts'
import { compareTraces, diffAnalyses } from './diff.ts'
import type { TraceDiff } from './diff.ts'
import { undoAdjustments } from './undoAdjustments.ts'

/** Spans per service and operation, the more numerous ones first by name. */
function countByOperation(trace: Trace, spans: Int32Array): Map<string, number> {
  const counts = new Map<string, number>()
  for (const span of spans) {
    const name = `${trace.services[trace.serviceId[span]]} ${trace.names[trace.nameId[span]]}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

const asCounts = (entries: readonly OperationCount[]) =>
  new Map<string, number>(entries.map(({ service, operation, count }) => [`${service} ${operation}`, count]))
const sumOf = ({ contributions }: TraceDiff) => contributions.reduce((sum, { deltaUs }) => sum + deltaUs, 0)

describe('the recorded checkout pairs', () => {
  test.each(['basic', 'large', 'timing'])('%s', (pair) => {
    const fast = recordedVariant('checkout', `${pair}-fast`)
    const slow = recordedVariant('checkout', `${pair}-slow`)
    const { a, b, diff } = compareTraces(fast.traces[0].loaded, slow.traces[0].loaded, {
      clocks: 'auto',
      minGapUs: null,
    })
    const truth = slow.truth.diff!
    expect(countByOperation(b.trace, diff.added)).toEqual(asCounts(truth.added))
    expect(countByOperation(a.trace, diff.removed)).toEqual(asCounts(truth.removed))
    expect(Math.abs(diff.deltaUs / 1000 - (truth.durationMs.to - truth.durationMs.from))).toBeLessThan(0.01)
    expect(sumOf(diff)).toBe(diff.deltaUs)

    const causes = truth.slower
      .map(({ service, operation, extraMsPerSpan, spans }) => ({
        service,
        operation,
        us: 1000 * extraMsPerSpan * spans,
      }))
      .sort((x, y) => y.us - x.us)
    for (const [rank, { service, operation, us }] of causes.entries()) {
      const found = diff.contributions[rank]
      expect([found.service, found.operation, found.status]).toEqual([service, operation, 'matched'])
      expect(Math.abs(found.deltaUs - us) / us).toBeLessThan(0.01)
    }
  })

  test('both ways round', () => {
    const [fast, slow] = ['large-fast', 'large-slow'].map(
      (variant) => recordedVariant('checkout', variant).traces[0].loaded,
    )
    const options = { clocks: 'auto', minGapUs: null } as const
    const forth = compareTraces(fast, slow, options).diff
    const back = compareTraces(slow, fast, options).diff
    expect(back.contributions.map(({ deltaUs, operation }) => [-deltaUs, operation])).toEqual(
      forth.contributions.map(({ deltaUs, operation }) => [deltaUs, operation]),
    )
    expect([back.added, back.removed]).toEqual([forth.removed, forth.added])
  })
})

test(
  'on every pair of recorded traces the contributions sum to the difference; a trace against itself is empty',
  { timeout: 60_000 },
  () => {
    const views = recordedScenarios()
      .flatMap((scenario) => recordedVariants(scenario))
      .flatMap(({ traces }) =>
        traces.map(({ loaded }) => analyze(undoAdjustments(loaded), { clocks: 'auto', minGapUs: 5000 })),
      )
    let pairs = 0
    for (const [i, a] of views.entries()) {
      const itself = diffAnalyses(a, a)
      expect([itself.contributions, itself.added.length, itself.removed.length]).toEqual([[], 0, 0])
      for (const b of views.slice(i + 1)) {
        const diff = diffAnalyses(a, b)
        expect(sumOf(diff)).toBe(diff.deltaUs)
        expect(diff.matched + diff.added.length).toBe(b.trace.length)
        expect(diff.matched + diff.removed.length).toBe(a.trace.length)
        pairs++
      }
    }
    expect(pairs).toBeGreaterThan(5000)
  },
)
