import { existsSync, readdirSync } from 'node:fs'
import { spanIdOf } from '../model/trace.ts'
import type { LoadedTrace, Trace } from '../model/trace.ts'
import { readBytes } from './readBytes.ts'
import { readRecorded } from './recordedTraces.ts'

/** For tests: the recorded traces beside what really happened in them (`truth.json`). */

const ROOT = new URL('../../fixtures/traces/', import.meta.url)

interface SpanRef {
  readonly traceID: string
  readonly spanID: string
  readonly service: string
  readonly operation: string
}

export interface InjectedWait {
  readonly cause: string
  readonly position: 'between' | 'leading' | 'trailing' | 'leaf' | 'covered'
  readonly parentSpanID: string
  readonly parentOperation: string
  readonly gapStartUs: number
  readonly gapEndUs: number
}

export interface RecordedValue {
  readonly spanID: string | null
  readonly service: string
  readonly where: string
  readonly key: string
  /** Text in what is sensitive; anything in what is not. */
  readonly value: string
}

export interface OperationCount {
  readonly service: string
  readonly operation: string
  readonly count: number
}

/** `groundTruth` of a truth.json, as far as tests use it; the traces' README says what is in it. */
export interface Truth {
  readonly lostLinks?: readonly {
    readonly parent: SpanRef
    readonly child: SpanRef
    readonly sharedAttribute: { readonly key: string; readonly value: string }
  }[]
  readonly uninstrumented?: readonly InjectedWait[]
  readonly largestOtherGap?: { readonly ms: number } | null
  readonly clockOffsetsMs?: Readonly<Record<string, number | Readonly<Record<string, number>>>>
  readonly clockOffsetsRelativeToRootMs?: Readonly<Record<string, number>>
  readonly asyncGaps?: readonly { readonly producer: SpanRef; readonly consumer: SpanRef; readonly gapMs: number }[]
  readonly orphans?: readonly {
    readonly spanID: string
    readonly missingParentSpanID: string
    readonly missingAncestors?: readonly SpanRef[]
    readonly nearestStoredAncestor?: SpanRef | null
  }[]
  readonly diff?: {
    readonly added: readonly OperationCount[]
    readonly removed: readonly OperationCount[]
    readonly slower: readonly {
      readonly service: string
      readonly operation: string
      readonly extraMsPerSpan: number
      readonly spans: number
    }[]
    readonly durationMs: { readonly from: number; readonly to: number }
  }
  readonly sensitive?: readonly RecordedValue[]
  readonly notSensitive?: readonly RecordedValue[]
}

export interface RecordedVariant {
  readonly scenario: string
  readonly variant: string
  readonly truth: Truth
  /** One per trace; none where the recorded body is an error. */
  readonly traces: readonly { readonly file: string; readonly loaded: LoadedTrace }[]
}

export const recordedScenarios = (): string[] =>
  readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'api')
    .map(({ name }) => name)

/** The variants of one scenario, as Jaeger JSON or OTLP JSON. */
export const recordedVariants = (scenario: string, format: 'jaeger' | 'otlp' = 'jaeger'): RecordedVariant[] =>
  readdirSync(new URL(`${scenario}/`, ROOT))
    .sort()
    .map((variant) => recordedVariant(scenario, variant, format))

export function recordedVariant(
  scenario: string,
  variant: string,
  format: 'jaeger' | 'otlp' = 'jaeger',
): RecordedVariant {
  const { files = [], groundTruth } = JSON.parse(
    new TextDecoder().decode(readRecorded(`${scenario}/${variant}/truth.json`)),
  )
  const names = (files as Partial<Record<string, string>>[]).flatMap((file) => file[format] ?? [])
  const traces = names.flatMap((file) =>
    recordedFile(`${scenario}/${variant}/${file}`).map((loaded) => ({ file, loaded })),
  )
  return { scenario, variant, truth: groundTruth ?? {}, traces }
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
