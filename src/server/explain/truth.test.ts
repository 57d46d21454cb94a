import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { Report } from '../../report/report.ts'
import { explain } from '../explainMain.ts'

/** `explain --json` on every recorded trace against what really happened: found, missed, false, per scenario. */

const ROOT = fileURLToPath(new URL('../../../fixtures/traces/', import.meta.url))
const scenarios = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'api')
  .map(({ name }) => name)

// oxlint-disable-next-line no-explicit-any -- truth.json has a shape of its own per scenario
type Json = any

interface Read {
  readonly name: string
  readonly report: Report
  /** The body itself, to tell what cannot be known from it. */
  readonly text: string
}

interface Variant {
  readonly name: string
  readonly truth: Json
  readonly reads: readonly Read[]
}

const table: Record<string, { found: number; missed: number; false: number }> = {}
const problems: string[] = []

function note(scenario: string, what: string, outcome: 'found' | 'missed' | 'false', detail: string) {
  const row = (table[`${scenario} ${what}`] ??= { found: 0, missed: 0, false: 0 })
  row[outcome]++
  if (outcome !== 'found') problems.push(`${outcome}: ${scenario} ${what} ${detail}`)
}

async function readVariant(scenario: string, variant: string, format: 'jaeger' | 'otlp'): Promise<Variant> {
  const folder = `${ROOT}${scenario}/${variant}/`
  const files = readdirSync(folder).filter((file) => new RegExp(`^${format}(\\.\\d+)?\\.json(\\.gz)?$`).test(file))
  const reads: Read[] = []
  for (const file of files) {
    const { code, output, errors } = await explain([folder + file, '--json'])
    if (variant === 'not-a-number' && format === 'jaeger') {
      expect(code).toBe(2)
      expect(errors).toMatch(/^explain: .*\n$/)
      continue
    }
    expect(errors).toBe('')
    expect(code).toBe(0)
    const bytes = readFileSync(folder + file)
    reads.push({
      name: `${variant}/${file}`,
      report: JSON.parse(output) as Report,
      text: (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(),
    })
  }
  const truthFile = readdirSync(folder).find((file) => file.startsWith('truth.json')) as string
  const truth = readFileSync(folder + truthFile)
  return {
    name: variant,
    truth: JSON.parse((truthFile.endsWith('.gz') ? gunzipSync(truth) : truth).toString()).groundTruth,
    reads,
  }
}

function judgeGaps(scenario: string, { truth, reads, name }: Variant) {
  for (const wait of truth.uninstrumented ?? []) {
    if (!['between', 'leading', 'trailing'].includes(wait.position) || wait.gapEndUs - wait.gapStartUs < 5000) continue
    const matches = reads.some(
      ({ report }) =>
        report.clocksView === 'raw' &&
        report.gaps.some((gap) => {
          const start = Number(report.startTimeUs)
          return (
            gap.spanID === wait.parentSpanID &&
            Math.abs(gap.startUs + start - wait.gapStartUs) <= 1000 &&
            Math.abs(gap.endUs + start - wait.gapEndUs) <= 1000
          )
        }),
    )
    // Under corrected clocks the absolute times are moved: the length must still be right.
    const moved = reads.some(
      ({ report }) =>
        report.clocksView === 'corrected' &&
        report.gaps.some(
          (gap) =>
            gap.spanID === wait.parentSpanID &&
            Math.abs(gap.endUs - gap.startUs - (wait.gapEndUs - wait.gapStartUs)) <= 1000,
        ),
    )
    const below = reads.every(({ report }) => wait.gapEndUs - wait.gapStartUs < Math.max(1000, report.durationUs / 100))
    if (!below) note(scenario, 'gaps', matches || moved ? 'found' : 'missed', `${name} ${wait.cause}`)
  }
}

function judgeClocks(scenario: string, { truth, reads, name }: Variant) {
  if (scenario === 'odd-values' || name === 'drift') return
  const relative: Record<string, number> = truth.clockOffsetsRelativeToRootMs ?? {}
  for (const { report } of reads) {
    for (const { domain, verdict, lowUs, highUs } of report.clocks) {
      const truly = (relative[domain] ?? 0) * 1000
      if (Math.abs(truly) > 20_000) {
        const inside = lowUs !== null && highUs !== null && lowUs <= truly && truly <= highUs
        note(scenario, 'clocks', verdict === 'skewed' && inside ? 'found' : 'missed', `${name} ${domain}`)
      } else if (verdict === 'skewed' || verdict === 'inconsistent') {
        note(scenario, 'clocks', 'false', `${name} ${domain}`)
      }
    }
  }
}

function judgePropagation(scenario: string, { truth, reads, name }: Variant) {
  const lost = reads.flatMap(({ report }) => report.lostContext)
  const missing = reads.flatMap(({ report }) => report.missingParents)
  const text = reads.map((read) => read.text).join()
  for (const service of [...(truth.missingServices ?? []), ...(truth.partlyMissingServices ?? [])] as string[]) {
    const isSuspected =
      lost.some(({ peer }) => peer === service) || missing.some(({ suspectedService }) => suspectedService === service)
    // What no stored span names, or names only as a service that is there, cannot be known from the data.
    const isKnowable =
      text.includes(service) && ((truth.orphans?.length ?? 0) > 0 || truth.clientSpansWithoutChild?.length > 0)
    if (isKnowable || isSuspected)
      note(scenario, 'missing services', isSuspected ? 'found' : 'missed', `${name} ${service}`)
  }
  const orphans: Json[] = Array.isArray(truth.orphans) ? truth.orphans : []
  for (const { spanID, missingParentSpanID } of orphans) {
    const isThere = missing.some(
      (parent) => parent.parentSpanID === missingParentSpanID && parent.childSpanIDs.includes(spanID),
    )
    note(scenario, 'orphans', isThere ? 'found' : 'missed', `${name} ${spanID}`)
  }
  const unanswered = new Set<string>((truth.clientSpansWithoutChild ?? []).map(({ spanID }: Json) => spanID))
  if (name === 'http-header-stripped') unanswered.add(lost[0]?.spanID ?? 'none')
  for (const { spanID } of lost)
    if (!unanswered.has(spanID)) note(scenario, 'lost context', 'false', `${name} ${spanID}`)
  const told = new Set(lost.map(({ spanID }) => spanID))
  // A call that is plainly the missing parent of orphans is told as that, once.
  const asMissing = unanswered.size - [...unanswered].filter((spanID) => told.has(spanID)).length
  for (let i = 0; i < unanswered.size - asMissing; i++) note(scenario, 'lost context', 'found', name)
  if (asMissing > 0 && missing.length === 0) note(scenario, 'lost context', 'missed', name)
  if (truth.orphans === undefined && scenario !== 'odd-values')
    for (const { parentSpanID } of missing) note(scenario, 'orphans', 'false', `${name} ${parentSpanID}`)
}

function judgeRepeats(scenario: string, { truth, reads, name }: Variant) {
  const repeats = reads.flatMap(({ report }) => report.repeats)
  for (const { parent, child, count, pattern, totalMs } of truth.nPlusOne ?? []) {
    const isThere = repeats.some(
      (repeat) =>
        repeat.parentSpanID === parent.spanID &&
        repeat.operation === child.operation &&
        repeat.count === count &&
        repeat.sequential === (pattern === 'sequential') &&
        Math.abs(repeat.totalUs / 1000 - totalMs) < 0.2 * count,
    )
    note(scenario, 'repeats', isThere ? 'found' : 'missed', `${name} ${child.operation}`)
  }
  if (truth.nPlusOne)
    for (let i = truth.nPlusOne.length; i < repeats.length; i++) note(scenario, 'repeats', 'false', name)
}

function judgeErrors(scenario: string, { truth, reads, name }: Variant) {
  if (!truth.errorSpans) return
  const errors = reads.flatMap(({ report }) => report.errors)
  const compare = (what: string, wanted: string[], got: string[]) => {
    for (const spanID of wanted) note(scenario, what, got.includes(spanID) ? 'found' : 'missed', `${name} ${spanID}`)
    for (const spanID of got) if (!wanted.includes(spanID)) note(scenario, what, 'false', `${name} ${spanID}`)
  }
  compare(
    'errors',
    truth.errorSpans.map(({ spanID }: Json) => spanID),
    errors.map(({ spanID }) => spanID),
  )
  if (truth.errorRootCause)
    compare(
      'root causes',
      truth.errorRootCause.map(({ spanID }: Json) => spanID),
      errors.filter(({ rootCause }) => rootCause).map(({ spanID }) => spanID),
    )
}

function judgeSecrets(scenario: string, { truth, reads, name }: Variant) {
  const keyOf = ({ spanID, service, where, key }: Json): string => [spanID ?? service, where, key].join(' ')
  const wanted = new Set<string>((truth.sensitive ?? []).map(keyOf))
  const got = new Set(reads.flatMap(({ report }) => report.sensitive).map(keyOf))
  for (const key of wanted) note(scenario, 'secrets', got.has(key) ? 'found' : 'missed', `${name} ${key}`)
  for (const key of got) if (!wanted.has(key)) note(scenario, 'secrets', 'false', `${name} ${key}`)
}

describe.each(['jaeger', 'otlp'] as const)('from %s JSON', (format) => {
  test.each(scenarios)('%s', async (scenario) => {
    const before = problems.length
    for (const variant of readdirSync(ROOT + scenario)) {
      const read = await readVariant(scenario, variant, format)
      for (const judge of [judgeGaps, judgeClocks, judgePropagation, judgeRepeats, judgeErrors, judgeSecrets])
        judge(scenario, read)
    }
    expect(problems.slice(before)).toEqual([])
  })
})

afterAll(() => {
  console.table(table)
  const total = Object.values(table).reduce((sum, { found }) => sum + found, 0)
  expect(total).toBeGreaterThan(330)
})
