import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** For tests: the recorded traces of `fixtures/traces`. */
const ROOT = fileURLToPath(new URL('../../fixtures/traces/', import.meta.url))

export interface RecordedTrace {
  /** Such as `checkout/basic-fast/jaeger.json`. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Every recorded body whose file is called `jaeger…` or `otlp…`, by name. */
export function recordedTraces(kind: 'jaeger' | 'otlp'): RecordedTrace[] {
  const recorded: RecordedTrace[] = []
  for (const scenario of readdirSync(ROOT)) {
    if (scenario === 'api' || scenario.includes('.')) continue
    for (const variant of readdirSync(ROOT + scenario)) {
      for (const file of readdirSync(`${ROOT}${scenario}/${variant}`)) {
        if (!new RegExp(`^${kind}.*\\.json(\\.gz)?$`).test(file)) continue
        recorded.push({ name: `${scenario}/${variant}/${file}`, bytes: readRecorded(`${scenario}/${variant}/${file}`) })
      }
    }
  }
  return recorded
}

/** One recorded body, gzipped or not. */
export function readRecorded(name: string): Uint8Array {
  const path = existsSync(ROOT + name) ? ROOT + name : `${ROOT}${name}.gz`
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
