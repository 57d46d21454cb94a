import { DEFAULT_CONFIGURATION, type Configuration } from '../configuration/configuration.ts'
import type { ConfigurationProblem } from '../configuration/readConfiguration.ts'
import { BACKEND_KINDS, type BackendKind } from './backend.ts'

/** What the page's HTML says about its configuration, before anything was asked for. */
export interface PageConfiguration {
  /** `<meta name="lacuna-api-url">`, filled in by a server; '' for the page's own place. */
  readonly apiUrl: string
  /** `<meta name="lacuna-api">`. */
  readonly api: string
  /** The whole configuration as JSON, when the server wrote it into the page; '' when it did not. */
  readonly inline: string
  /** The lines that a Jaeger rewrites, as they came. */
  readonly jaegerUi: string
}

/** Runs the lines of a Jaeger whose configuration is JavaScript; gives what it returns, throws when it may not run. */
export type RunUiConfig = (lines: string) => Promise<unknown>

/** Where the configuration stands: the defaults at first, what was read once it is here. */
export interface ConfigurationState {
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
  /** `v2.13.0` when a Jaeger serves the page and says so. */
  readonly jaegerVersion: string | null
}

let state: ConfigurationState = {
  configuration: DEFAULT_CONFIGURATION,
  problems: [],
  jaegerVersion: null,
}
let page: PageConfiguration = { apiUrl: '', api: '', inline: '', jaegerUi: '' }
const listeners = new Set<() => void>()

/** Takes what the page's HTML says, so that the first request can leave. */
export function startConfiguration(from: PageConfiguration): void {
  page = from
  if (page.inline.trim() !== '{}') state = { ...state, configuration: earlyConfiguration(page.inline) }
}

/** Fetches the rest: a chunk with the schema, and `config.json` where the server wrote nothing into the page. */
export function finishConfiguration(runUiConfig: RunUiConfig): void {
  const from = page
  const isInJaeger = /JAEGER_VERSION = \{/.test(from.jaegerUi)
  if (from.inline.trim() === '{}') return
  import('./loadConfiguration.ts')
    .then(({ loadConfiguration }) => loadConfiguration(from, isInJaeger ? runUiConfig : null))
    .then(publish)
    // The code did not arrive: the page's own code will not either, and says so.
    .catch(() => undefined)
}

/** The API's place cannot wait for the schema. */
function earlyConfiguration(inline: string): Configuration {
  if (inline === '') return DEFAULT_CONFIGURATION
  try {
    const url: unknown = JSON.parse(inline).api?.url
    const kind: unknown = JSON.parse(inline).api?.kind
    const api = {
      url: typeof url === 'string' ? url : null,
      kind: BACKEND_KINDS.find((known) => known === kind) ?? null,
    }
    return { ...DEFAULT_CONFIGURATION, api }
  } catch {
    return DEFAULT_CONFIGURATION
  }
}

function publish(next: ConfigurationState): void {
  state = next
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore(subscribeConfiguration, configurationState)`. */
export const configurationState = (): ConfigurationState => state

export function subscribeConfiguration(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const getConfiguration = (): Configuration => state.configuration

/** Whether `lacuna serve` serves the page, which writes a configuration into it, be it an empty one; in development it always does. */
export const isOurServer = (): boolean => page.inline !== '' || Boolean(import.meta.env.DEV)

/** Which API the server speaks, when whoever serves the page says so; null: find out. */
export const configuredApi = (): BackendKind | null =>
  BACKEND_KINDS.find((kind) => kind === page.api) ?? state.configuration.api.kind

/** What API paths are relative to: the page's own place, unless configured. Ends with a slash. */
export function apiBase(): string {
  const url = page.apiUrl || state.configuration.api.url
  if (!url) return document.baseURI
  try {
    return new URL(url.replace(/\/*$/, '/'), document.baseURI).href
  } catch {
    return document.baseURI
  }
}
