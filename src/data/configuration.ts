import { BACKEND_KINDS, type BackendKind } from './backend.ts'

/** `<meta name="lacuna-api" content="jaeger | otlp | tempo">` in the page says which API to use; without it the server is probed. */
export function configuredBackend(): BackendKind | null {
  const content = document.querySelector('meta[name="lacuna-api"]')?.getAttribute('content')
  return BACKEND_KINDS.find((kind) => kind === content) ?? null
}
