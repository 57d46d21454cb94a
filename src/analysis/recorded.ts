import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createTraceBuilder, REF } from '../model/buildTrace.ts'
import { parseSpanId } from '../model/spanIds.ts'
import { flagsOfKey } from '../model/tagFlags.ts'
import { FLAG, KIND_NAMES, spanIdOf } from '../model/trace.ts'
import type { Attribute, LoadedTrace, Trace } from '../model/trace.ts'

/** The recorded traces and what really happened in them, for tests only. */

const FOLDER = new URL('../../fixtures/traces/', import.meta.url)

/* eslint-disable @typescript-eslint/no-explicit-any */
type Json = any

export interface Recorded {
  readonly scenario: string
  readonly variant: string
  readonly truth: Json
  /** One per trace of the variant; empty where the recorded body is an error. */
  readonly traces: readonly { readonly file: string; readonly loaded: LoadedTrace }[]
}

export const scenarios = (): string[] =>
  readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'api').map(({ name }) => name)

export function* eachRecorded(only: readonly string[] = scenarios()): Generator<Recorded> {
  for (const scenario of only) {
    for (const variant of readdirSync(new URL(`${scenario}/`, FOLDER)).sort()) yield readRecorded(scenario, variant)
  }
}

export function readRecorded(scenario: string, variant: string): Recorded {
  const truth = readJson(`${scenario}/${variant}/truth.json`)
  const files: string[] = (truth.files ?? []).map((file: Json) => file.jaeger).filter(Boolean)
  const traces = files.flatMap((file) => readJaeger(`${scenario}/${variant}/${file}`).map((loaded) => ({ file, loaded })))
  return { scenario, variant, truth: truth.groundTruth, traces }
}

export function readJson(path: string): Json {
  const plain = new URL(path.replace(/\.gz$/, ''), FOLDER)
  if (existsSync(plain)) return JSON.parse(readFileSync(plain, 'utf8'))
  return JSON.parse(gunzipSync(readFileSync(new URL(`${path.replace(/\.gz$/, '')}.gz`, FOLDER))).toString('utf8'))
}

export function spanById(trace: Trace, id: string): number {
  for (let span = 0; span < trace.length; span++) if (spanIdOf(trace, span) === id) return span
  return -1
}

/** Every trace of a recorded body. A stand-in for the real reader, by `JSON.parse`. */
export function readJaeger(path: string): LoadedTrace[] {
  return (readJson(path).data ?? []).map(buildFromJson)
}

export function buildFromJson(data: Json): LoadedTrace {
  const strings: string[] = []
  const nameOf = new Map<string, number>()
  const builder = createTraceBuilder(strings)
  for (const [key, { serviceName, tags }] of Object.entries<Json>(data.processes)) {
    builder.defineProcess(builder.processSlot(key), serviceName, tags ?? [])
  }
  for (const [record, span] of data.spans.entries()) {
    let name = nameOf.get(span.operationName)
    if (name === undefined) nameOf.set(span.operationName, (name = strings.push(span.operationName) - 1))
    let flags = 0
    let kind = 0
    for (const { key, value } of span.tags as Attribute[]) {
      flags |= flagsOfKey(key)
      if (key === 'span.kind') kind = Math.max(0, KIND_NAMES.indexOf(value as (typeof KIND_NAMES)[number]))
      if ((key === 'error' && (value === true || value === 'true')) || (key === 'otel.status_code' && value === 'ERROR')) flags |= FLAG.error
    }
    if (span.warnings?.length > 0) flags |= FLAG.hasWarnings
    if (span.logs?.length > 0) flags |= FLAG.hasEvents
    const { high, low } = parseSpanId(span.spanID)
    const duration = span.duration > 1e18 ? -1 : span.duration
    builder.addSpan(record, span.startTime, span.startTime + duration, high, low, name, builder.processSlot(span.processID), kind, flags)
    for (const { refType, traceID, spanID } of span.references as Json[]) {
      const type = refType === 'CHILD_OF' ? REF.childOf : REF.followsFrom
      const id = parseSpanId(spanID)
      if (traceID === span.traceID) builder.addReference(type, id.high, id.low, id.odd)
      else builder.addForeignReference(type, traceID, spanID)
    }
  }
  const trace = builder.finish(data.traceID)
  return {
    trace,
    store: {
      attributes: (record) => data.spans[record].tags,
      events: (record, epochUs) =>
        (data.spans[record].logs ?? []).map((log: Json) => ({ timeUs: log.timestamp - Number(epochUs), name: '', attributes: log.fields })),
      references: (record) => data.spans[record].references,
      warnings: (record) => data.spans[record].warnings ?? [],
      byteLength: 0,
    },
  }
}
