import { expect, test } from 'vitest'
import { analyze } from '../analysis/analyze.ts'
import { readBytes } from '../formats/readBody.ts'
import { readRecorded } from '../formats/recordedTraces.ts'
import { exportTrace } from './exportTrace.ts'
import type { ExportFormat } from './protocol.ts'

async function exported(name: string, format: ExportFormat): Promise<string> {
  const read = readBytes(readRecorded(name))
  if (!read.ok) throw new Error(read.failure.message)
  const [loaded] = read.value.traces
  return exportTrace({ loaded }, analyze(loaded, { clocks: 'auto', minGapUs: null }), format, []).text()
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

test.each(['jaeger', 'otlp', 'json', 'markdown'] as const)('no secret leaves as %s', async (format) => {
  const truth = JSON.parse(new TextDecoder().decode(readRecorded('sensitive/login-and-pay/truth.json'))) as {
    groundTruth: { sensitive: { value: unknown }[] }
  }
  const secrets = truth.groundTruth.sensitive.map(({ value }) => String(value)).filter((value) => value.length >= 8)
  expect(secrets.length).toBeGreaterThan(3)
  const text = await exported('sensitive/login-and-pay/jaeger.json', format)
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([])
})
