import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { computeFindings } from '../analysis/computeFindings.ts'
import { buildReport } from '../report/buildReport.ts'
import { formatMarkdown } from '../report/formatMarkdown.ts'
import { mutateBody } from './mutateBody.ts'
import { readBytes } from './readBytes.ts'
import { recordedTraces } from './recordedTraces.ts'

const BODIES = 10_000
/** The whole way, to the report, for one in so many. */
const DEEP_EVERY = 2
const LARGEST = 60_000

const bodies = [...recordedTraces('jaeger'), ...recordedTraces('otlp')]
  .map(({ bytes }) => bytes)
  .filter(({ length }) => length < LARGEST)

/** What is thrown names the seed: `mutateBody(bodies, seed)` is the body that did it. */
function withSeed<T>(seed: number, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Error(`body of seed ${seed}`, { cause: error })
  }
}

test(`${BODIES} mutated bodies are read or refused with a message, and what is read can be analysed`, () => {
  expect(bodies.length).toBeGreaterThan(60)
  const outcomes = new Map<string, number>()
  for (let seed = 1; seed <= BODIES; seed++) {
    withSeed(seed, () => {
      const result = readBytes(mutateBody(bodies, seed))
      const outcome = result.ok ? 'read' : result.failure.kind
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (!result.ok) return expect(result.failure.message).toMatch(/\w.*[.:]/)
      for (const { trace, store } of result.value.traces) {
        for (let record = 0; record < trace.length; record++) {
          store.attributes(record)
          store.events(record, trace.epochUs)
          store.references(record)
          store.warnings(record)
        }
        if (seed % DEEP_EVERY !== 0) continue
        const analysis = analyze({ trace, store }, { clocks: 'auto', minGapUs: null })
        const findings = computeFindings(analysis, store)
        expect(findings.anomalies.filter(({ type }) => type === 'analysis-failed')).toEqual([])
        JSON.stringify(buildReport(analysis, findings))
        formatMarkdown(analysis, findings, { top: 10, reveal: false })
        // The law, whatever the input: each ledger sums to its root's duration.
        for (const { root, segments } of analysis.ledgers) {
          const sum = segments.endUs.reduce((total, endUs, at) => total + endUs - segments.startUs[at], 0)
          expect(sum).toBe(trace.endUs[root] - trace.startUs[root])
        }
      }
    })
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  for (const kind of ['read', 'truncated', 'not-json']) expect(outcomes.get(kind), kind).toBeGreaterThan(BODIES / 50)
}, 60_000)
