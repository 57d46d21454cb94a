import { BACKEND_KINDS, type BackendKind } from './backend.ts'

let api: BackendKind | null = null

/** Which API the server speaks, when whoever serves the page says so (`<meta name="lacuna-api">`); anything else means: find out. */
export function configureApi(name: string | null | undefined): void {
  api = BACKEND_KINDS.find((kind) => kind === name) ?? null
}

export const configuredApi = (): BackendKind | null => api
