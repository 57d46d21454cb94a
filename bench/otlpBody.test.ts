import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readBytes } from '../src/formats/readBytes.ts'
import { otlpBodyOf } from './otlpBody.ts'

const FIXTURE = new URL('../fixtures/traces/hotrod/calm/', import.meta.url)

test('a body of the OTLP API holds the same trace, and is spelt as a real Jaeger spells it', () => {
  const jaeger = readFileSync(new URL('jaeger.json', FIXTURE))
  const body = [...otlpBodyOf(jaeger)].join('')
  const [before, after] = [jaeger, Buffer.from(body)].map((bytes) => readBytes(bytes))
  if (!before.ok || !after.ok) throw new Error('not read')
  expect(after.value.traces[0].trace.length).toBe(before.value.traces[0].trace.length)
  expect(after.value.traces[0].trace.names.toSorted()).toEqual(before.value.traces[0].trace.names.toSorted())
  const members = (text: string) =>
    new Set(
      JSON.parse(text)
        .result.resourceSpans.flatMap((resource: any) => resource.scopeSpans)
        .flatMap((scope: any) => scope.spans)
        .map((span: any) =>
          Object.keys(span)
            .filter((key) => key !== 'flags')
            .join(' '),
        ),
    )
  // Flags and trace states are no part of Jaeger's JSON.
  expect([...members(body)].sort()).toEqual([...members(readFileSync(new URL('otlp.json', FIXTURE), 'utf8'))].sort())
})
