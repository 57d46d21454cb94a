import type { Result } from '../worker/protocol.ts'
import { BACKEND_KINDS, type Backend, type BackendDeps, type BackendKind, type RequestOptions } from './backend.ts'
import { jaegerBackend } from './jaegerBackend.ts'

export interface Probed {
  readonly backend: Backend
  /** The services that the probe's question brought. */
  readonly services: readonly string[]
}

/** The rarer ones are code that most visits need not load. */
const MAKE: Readonly<Record<BackendKind, () => Promise<(deps: BackendDeps) => Backend>>> = {
  jaeger: async () => jaegerBackend,
  otlp: async () => (await import('./otlpBackend.ts')).otlpBackend,
  tempo: async () => (await import('./tempoBackend.ts')).tempoBackend,
}

export const makeBackend = async (kind: BackendKind, deps: BackendDeps): Promise<Backend> => (await MAKE[kind]())(deps)

/**
 * Asks for the services in each API's way until one answers in kind. The JSON API comes first: its searches bring whole
 * traces, so that results open at once and know their missing time. A server that is down, slow or failing is not asked in
 * other ways: that is its failure. When none fits, the first answer tells why.
 */
export async function probeBackend(deps: BackendDeps, options: RequestOptions = {}): Promise<Result<Probed>> {
  let first: Result<never> | null = null
  for (const kind of BACKEND_KINDS) {
    const backend = await makeBackend(kind, deps)
    const answer = await backend.services(options)
    if (answer.ok) return { ok: true, value: { backend, services: answer.value } }
    first ??= answer
    if (!isOtherApi(answer.failure)) return answer
  }
  return first!
}

/** Not this API: a web page, no JSON, another shape, or a refusal of the path. */
function isOtherApi({ kind, status }: { kind: string; status: number | null }): boolean {
  if (kind === 'html' || kind === 'not-json' || kind === 'not-found' || kind === 'empty') return true
  return kind === 'http' && status !== null && [400, 405, 410, 501].includes(status)
}
