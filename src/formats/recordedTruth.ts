import { existsSync, readdirSync } from 'node:fs'
import { spanIdOf } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { readBytes } from './readBody.ts'
import { readRecorded } from './recordedTraces.ts'

/** For tests: the recorded traces beside what really happened in them (`truth.json`). */

const ROOT = new URL('../../fixtures/traces/', import.meta.url)

export interface RecordedVariant {
  readonly scenario: string
  readonly variant: string
  /** `groundTruth` of its truth.json; the traces' README says what is in it. */
  readonly truth: any
  /** One per trace; none where the recorded body is an error. */
  readonly traces: readonly { readonly file: string; readonly loaded: LoadedTrace }[]
}

export const recordedScenarios = (): string[] =>
  readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'api').map(({ name }) => name)

/** The variants of one scenario, as Jaeger JSON or OTLP JSON. */
export const recordedVariants = (scenario: string, format: 'jaeger' | 'otlp' = 'jaeger'): RecordedVariant[] =>
  readdirSync(new URL(`${scenario}/`, ROOT)).sort().map((variant) => recordedVariant(scenario, variant, format))

export function recordedVariant(scenario: string, variant: string, format: 'jaeger' | 'otlp' = 'jaeger'): RecordedVariant {
  const { files = [], groundTruth } = JSON.parse(new TextDecoder().decode(readRecorded(`${scenario}/${variant}/truth.json`)))
  const names: string[] = files.map((file: any) => file[format]).filter(Boolean)
  const traces = names.flatMap((file) => recordedFile(`${scenario}/${variant}/${file}`).map((loaded) => ({ file, loaded })))
  return { scenario, variant, truth: groundTruth, traces }
}

/** Every trace of one recorded body; none when it is not there or an error. */
export function recordedFile(path: string): LoadedTrace[] {
  const plain = path.replace(/\.gz$/, '')
  if (!existsSync(new URL(plain, ROOT)) && !existsSync(new URL(`${plain}.gz`, ROOT))) return []
  const result = readBytes(readRecorded(plain))
  return result.ok ? [...result.value.traces] : []
}

/** The span of that id, NONE when there is none. */
export function spanById(trace: Trace, id: string): number {
  for (let span = 0; span < trace.length; span++) if (spanIdOf(trace, span) === id) return span
  return -1
}
