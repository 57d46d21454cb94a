import { afterAll, describe, expect, test } from 'vitest'
import {
  recordedFile,
  recordedScenarios,
  recordedVariant,
  recordedVariants,
  spanById,
} from '../formats/recordedTruth.ts'
import type { InjectedWait, RecordedVariant, Truth } from '../formats/recordedTruth.ts'
import { domainOf, durationOf, NONE, spanIdOf } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { analyze } from './analyze.ts'
import type { TraceAnalysis } from './analyze.ts'
import { GAP, GAP_KINDS } from './gaps.ts'
import { SOFT_END_US } from './clocks.ts'
import { computeMissingParents } from './missingParents.ts'
import { undoAdjustments } from './undoAdjustments.ts'

const recorded = recordedScenarios().map((scenario) => ({ scenario, variants: recordedVariants(scenario) }))
const view = (loaded: LoadedTrace, clocks: 'raw' | 'auto' = 'auto') =>
  analyze(undoAdjustments(loaded), { clocks, minGapUs: null })

/** Found, missed and false claims per scenario, printed at the end. */
const scores = new Map<string, { found: number; missed: number; false: number }>()
function count(row: string, outcome: 'found' | 'missed' | 'false') {
  const score = scores.get(row) ?? { found: 0, missed: 0, false: 0 }
  score[outcome]++
  scores.set(row, score)
}
afterAll(() => console.table(Object.fromEntries([...scores].sort())))

describe('injected gaps: each is there with both ends within 1 ms, and none longer than the noise is claimed besides', () => {
  for (const { scenario, variants } of recorded) {
    for (const of of variants.filter(({ truth }) => truth.uninstrumented)) {
      test(`${scenario}/${of.variant}`, () => {
        const injected = (of.truth.uninstrumented ?? []).filter((wait) =>
          ['between', 'leading', 'trailing'].includes(wait.position),
        )
        const explained = new Set<string>()
        const misses = injected.flatMap((wait) => {
          const problem = findGap(of, wait, explained)
          const isLong = wait.gapEndUs - wait.gapStartUs >= 5000
          count(`${scenario} gaps ${isLong ? '≥ 5 ms' : 'below'}`, problem === null ? 'found' : 'missed')
          return problem === null ? [] : [problem]
        })
        expect(misses).toEqual([])
        const noiseUs = 1000 * (of.truth.largestOtherGap?.ms ?? 0) + 1000
        const claims = of.traces.flatMap(({ loaded }) => longGaps(loaded, noiseUs).filter((gap) => !explained.has(gap)))
        for (const _ of claims) count(`${scenario} gaps ≥ 5 ms`, 'false')
        expect(claims).toEqual([])
      })
    }
  }
})

const gapKey = ({ trace, gaps }: TraceAnalysis, gap: number) =>
  `${spanIdOf(trace, gaps.owner[gap])} ${GAP_KINDS[gaps.kind[gap]]} ${gaps.startUs[gap]}–${gaps.endUs[gap]}`

/** Gaps inside spans, whatever their kind, that nothing but an injected wait should make as long. On right clocks: drift is not corrected. */
function longGaps(loaded: LoadedTrace, noiseUs: number): string[] {
  const seen = view(loaded, 'auto')
  if (seen.clocks.domains.some(({ verdict }) => verdict === 'inconsistent')) return []
  const { gaps } = seen
  const long = (gap: number) =>
    gaps.kind[gap] !== GAP.queue && gaps.endUs[gap] - gaps.startUs[gap] >= Math.max(5000, noiseUs)
  return Array.from({ length: gaps.length }, (_, gap) => gap)
    .filter(long)
    .map((gap) => gapKey(seen, gap))
}

/** Null when the owner has a gap with both ends within 1 ms of the truth, else what is there. */
function findGap({ traces }: RecordedVariant, wait: InjectedWait, explained: Set<string>): string | null {
  for (const { loaded } of traces) {
    const seen = view(loaded, 'raw')
    const { trace, gaps } = seen
    const owner = spanById(trace, wait.parentSpanID)
    if (owner === NONE) continue
    const near: string[] = []
    for (let gap = 0; gap < gaps.length; gap++) {
      if (gaps.owner[gap] !== owner || gaps.kind[gap] === GAP.queue) continue
      const startError = gaps.startUs[gap] + Number(trace.epochUs) - wait.gapStartUs
      const endError = gaps.endUs[gap] + Number(trace.epochUs) - wait.gapEndUs
      if (Math.abs(startError) <= 1000 && Math.abs(endError) <= 1000) {
        explained.add(gapKey(seen, gap))
        return null
      }
      near.push(`${GAP_KINDS[gaps.kind[gap]]} ${startError} ${endError}`)
    }
    return `${wait.cause} in ${wait.parentOperation}: ${near.join('; ')}`
  }
  return `${wait.cause}: no span ${wait.parentSpanID}`
}

describe('clocks', () => {
  for (const { scenario, variants } of recorded) {
    for (const { variant, truth, traces } of variants) {
      if (truth.clockOffsetsMs === undefined) continue
      test(`${scenario}/${variant}`, () => {
        for (const { loaded } of traces) checkOffsets(loaded, truth, variant === 'drift')
      })
    }
  }

  for (const { scenario, variants } of recorded) {
    if (scenario === 'odd-values') continue
    test(`${scenario}: nothing claimed where clocks were right`, () => {
      for (const { variant, truth, traces } of variants) {
        if (truth.clockOffsetsRelativeToRootMs !== undefined && variant !== 'control') continue
        for (const { loaded } of traces) {
          const { clocks } = view(loaded)
          for (const { verdict } of clocks.domains)
            if (verdict === 'skewed' || verdict === 'inconsistent') count(`${scenario} clocks`, 'false')
          expect([
            variant,
            clocks.domains.filter(({ verdict }) => verdict === 'skewed' || verdict === 'inconsistent'),
          ]).toEqual([variant, []])
        }
      }
    })
  }

  test('drift fits no constant offset', () => {
    const drift = recordedVariant('clock-skew', 'drift')
    const { clocks, trace } = view(drift.traces[0].loaded)
    expect(
      Object.fromEntries(clocks.domains.map(({ serviceId, verdict }) => [trace.services[serviceId], verdict])),
    ).toEqual({
      'api-gateway': 'reference',
      'order-service': 'inconsistent',
      'inventory-service': 'inconsistent',
    })
  })
})

function checkOffsets({ trace }: LoadedTrace, truth: Truth, drifts: boolean) {
  if (drifts) return
  const { clocks } = analyze({ trace, store: NO_STORE }, { clocks: 'raw', minGapUs: null })
  const widest = networkTimes(trace)
  const rootOffset = offsetOf(truth, trace, domainOf(trace, trace.mainRoot))
  for (const { domainId, lowUs, highUs, offsetUs, verdict } of clocks.domains) {
    const truly = (offsetOf(truth, trace, domainId) - rootOffset) * 1000
    const name = trace.domains[domainId]
    if (lowUs !== null) expect(truly, name).toBeGreaterThanOrEqual(lowUs)
    if (highUs !== null) expect(truly, name).toBeLessThanOrEqual(highUs)
    if (Math.abs(truly) < 1) expect(['reference', 'trusted', 'unknown'], name).toContain(verdict)
    if (lowUs === null || highUs === null) continue
    if (Math.abs(truly) > 20_000) {
      count('clock-skew clocks', verdict === 'skewed' ? 'found' : 'missed')
      expect(verdict, name).toBe('skewed')
    }
    expect(Math.abs((offsetUs ?? Infinity) - truly), name).toBeLessThanOrEqual(highUs - lowUs)
    expect(highUs - lowUs, name).toBeLessThanOrEqual(widest[domainId])
  }
}

/** Per domain the network time of the calls that lead to it from the root's, plus 5 ms per hop: what an interval may be wide. */
function networkTimes(trace: Trace): number[] {
  const widest = trace.domains.map((_, domain) => (domain === domainOf(trace, trace.mainRoot) ? 0 : Infinity))
  for (let pass = 0; pass < trace.domains.length; pass++) {
    for (let span = 0; span < trace.length; span++) {
      const parent = trace.parent[span]
      if (parent === NONE || durationOf(trace, parent) < durationOf(trace, span)) continue
      const from = domainOf(trace, parent)
      const to = domainOf(trace, span)
      const networkUs = durationOf(trace, parent) - durationOf(trace, span)
      if (from !== to) widest[to] = Math.min(widest[to], widest[from] + networkUs + SOFT_END_US)
    }
  }
  return widest
}

const NO_STORE = { attributes: () => [], events: () => [], references: () => [], warnings: () => [] }

function offsetOf(truth: Truth, trace: LoadedTrace['trace'], domain: number): number {
  const process = trace.processes.find(({ domainId }) => domainId === domain)
  const instance = process?.attributes.find(({ key }) => key === 'service.instance.id')?.value as string
  const relative = truth.clockOffsetsRelativeToRootMs?.[instance]
  if (relative !== undefined) return relative
  const offset = truth.clockOffsetsMs?.[trace.services[process?.serviceId ?? 0]] ?? 0
  return typeof offset === 'number' ? offset : (offset[instance] ?? 0)
}

describe('waits in queues', () => {
  for (const { variant, truth, traces } of recordedVariants('kafka-async')) {
    test(`kafka-async/${variant}`, () => {
      const queues = traces.flatMap(({ loaded }) => queuesOf(view(loaded)))
      let within = 0
      for (const { producer, consumer, gapMs } of truth.asyncGaps ?? []) {
        if (producer.traceID !== consumer.traceID) continue
        within++
        const found = queues.find((queue) => queue.producer === producer.spanID && queue.consumer === consumer.spanID)
        count('kafka-async queues', found ? 'found' : 'missed')
        expect(
          found && Math.abs(found.us / 1000 - gapMs),
          `${producer.spanID} → ${consumer.spanID}`,
        ).toBeLessThanOrEqual(1)
      }
      expect(queues.length).toBe(within)
    })
  }
})

function queuesOf({ trace, gaps }: TraceAnalysis) {
  const queues: { producer: string; consumer: string; us: number }[] = []
  for (let gap = 0; gap < gaps.length; gap++) {
    if (gaps.kind[gap] !== GAP.queue) continue
    const us = gaps.endUs[gap] - gaps.startUs[gap]
    queues.push({ producer: spanIdOf(trace, gaps.after[gap]), consumer: spanIdOf(trace, gaps.owner[gap]), us })
  }
  return queues
}

describe('missing parents', () => {
  for (const { scenario, variants } of recorded.filter((of) => ['not-exported', 'sampled'].includes(of.scenario))) {
    for (const { variant, truth, traces } of variants) {
      test(`${scenario}/${variant}`, () => {
        const missing = traces.flatMap(({ loaded }) => {
          const { trace } = undoAdjustments(loaded)
          return computeMissingParents(loaded).map((parent) => ({
            ...parent,
            ids: parent.children.map((child) => spanIdOf(trace, child)),
          }))
        })
        expect(missing.flatMap(({ ids }) => ids).sort()).toEqual(
          (truth.orphans ?? []).map((orphan) => orphan.spanID).sort(),
        )
        for (const { spanID, missingParentSpanID, missingAncestors, nearestStoredAncestor } of truth.orphans ?? []) {
          const of = missing.find(({ ids }) => ids.includes(spanID))
          count(`${scenario} orphans`, of ? 'found' : 'missed')
          expect(of?.parentSpanId).toBe(missingParentSpanID)
          const nameable = nearestStoredAncestor !== null && nearestStoredAncestor !== undefined
          if (missingAncestors && nameable) expect(of?.suspectedService).toBe(missingAncestors[0].service)
          if (nameable && of && of.caller !== NONE)
            expect(spanIdOf(traces[0].loaded.trace, of.caller)).toBe(nearestStoredAncestor.spanID)
        }
      })
    }
  }
})

describe('what Jaeger shifted goes back', () => {
  for (const { scenario, variants } of recorded) {
    for (const { variant, traces } of variants) {
      const adjusted = traces.map(({ file }) => file.replace('jaeger', 'jaeger.adjusted'))
      if (recordedFile(`${scenario}/${variant}/jaeger.adjusted.json`).length === 0) continue
      test(`${scenario}/${variant}`, () => {
        for (const [i, file] of adjusted.entries()) {
          const { trace } = undoAdjustments(recordedFile(`${scenario}/${variant}/${file}`)[0])
          const original = traces[i].loaded.trace
          expect(trace.length).toBe(original.length)
          for (let span = 0; span < trace.length; span++) {
            const at = spanById(original, spanIdOf(trace, span))
            expect(Math.abs(trace.startUs[span] - original.startUs[at])).toBeLessThanOrEqual(1)
            expect(trace.endUs[span] - trace.startUs[span]).toBe(original.endUs[at] - original.startUs[at])
          }
        }
      })
    }
  }
})

test('every recorded trace: ledgers tile, nothing fails', () => {
  for (const { variants } of recorded) {
    for (const { variant, traces } of variants) {
      for (const { loaded } of traces) {
        for (const clocks of ['raw', 'auto'] as const) {
          const { trace, ledgers, failures } = view(loaded, clocks)
          expect([variant, failures]).toEqual([variant, []])
          for (const { root, segments } of ledgers) {
            let at = trace.startUs[root]
            for (let i = 0; i < segments.length; i++) {
              expect(segments.startUs[i]).toBe(at)
              expect(segments.endUs[i]).toBeGreaterThan(at)
              at = segments.endUs[i]
            }
            expect(at).toBe(trace.endUs[root])
          }
        }
      }
    }
  }
})
