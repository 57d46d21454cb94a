import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { readBytes } from '../formats/readBytes.ts'
import { readRecorded } from '../formats/recordedTraces.ts'
import { exportTrace } from './exportTrace.ts'
import type { ExportFormat } from './protocol.ts'

async function exported(name: string, format: ExportFormat, reveal = false): Promise<string> {
  const read = readBytes(readRecorded(name))
  if (!read.ok) throw new Error(read.failure.message)
  const [loaded] = read.value.traces
  return exportTrace({ loaded }, analyze(loaded, { clocks: 'auto', minGapUs: null }), format, [], reveal).text()
}

test.each(['jaeger', 'otlp'] as const)('%s: the same spans come back', async (format) => {
  const text = await exported('doc-pipeline/gap-201/jaeger.json', format)
  const again = readBytes(new TextEncoder().encode(text))
  expect(again.ok && again.value.traces.map(({ trace }) => trace.length)).toEqual([27])
})

test('reports name the gap', async () => {
  expect(await exported('doc-pipeline/gap-201/jaeger.json', 'markdown')).toMatch(/extract_text/)
  expect(JSON.parse(await exported('doc-pipeline/gap-201/jaeger.json', 'json'))).toMatchObject({
    traceID: '662207646adce1456023969896f6a30b',
  })
})

test.each(['jaeger', 'otlp'] as const)('%s: told not to redact, everything leaves as it came', async (format) => {
  const truth = JSON.parse(new TextDecoder().decode(readRecorded('sensitive/login-and-pay/truth.json'))) as {
    groundTruth: { sensitive: { value: unknown }[] }
  }
  const text = await exported('sensitive/login-and-pay/jaeger.json', format, true)
  for (const { value } of truth.groundTruth.sensitive)
    expect(text).toContain(JSON.stringify(String(value)).slice(1, -1))
})

test.each([
  'doc-pipeline/gap-201',
  'checkout/basic-slow',
  'clock-skew/behind-350',
  'n-plus-one/sequential-120-sql',
  'errors/retry-exhausted',
  'kafka-async/batch-links',
  'not-exported/middle-off',
  'broken-propagation/http-bare-client',
  'sensitive/login-and-pay',
])('%s: what was exported, redacted or not, says the same of where the time went', async (name) => {
  const source = `${name}/jaeger.json`
  const whole = JSON.parse(await exported(source, 'json', true)) as Record<string, unknown>
  for (const format of ['jaeger', 'otlp'] as const) {
    for (const reveal of [true, false]) {
      const read = readBytes(new TextEncoder().encode(await exported(source, format, reveal)))
      if (!read.ok) throw new Error(read.failure.message)
      const [loaded] = read.value.traces
      const analysis = analyze(loaded, { clocks: 'auto', minGapUs: null })
      const again = JSON.parse(await exportTrace({ loaded }, analysis, 'json', [], true).text()) as typeof whole
      // Of redacted values the report can say no more than that they were.
      const { sensitive: _a, errors: _b, ...rest } = again
      const { sensitive: _c, errors: _d, ...expected } = whole
      expect(reveal ? again : rest).toEqual(reveal ? whole : expected)
    }
  }
})

test.each(['jaeger', 'otlp', 'json', 'markdown'] as const)('no secret leaves as %s', async (format) => {
  const truth = JSON.parse(new TextDecoder().decode(readRecorded('sensitive/login-and-pay/truth.json'))) as {
    groundTruth: { sensitive: { value: unknown }[] }
  }
  const secrets = truth.groundTruth.sensitive.map(({ value }) => String(value)).filter((value) => value.length >= 8)
  expect(secrets.length).toBeGreaterThan(3)
  const text = await exported('sensitive/login-and-pay/jaeger.json', format)
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([])
})
