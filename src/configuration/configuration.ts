/** What whoever runs Lacuna may set without a rebuild: `config.json`, or `ui.config_file` when a Jaeger serves the page. */
export interface Configuration {
  /** `kind` null: find out by asking. `url` null: the API is where the page is. */
  readonly api: { readonly url: string | null; readonly kind: 'jaeger' | 'otlp' | 'tempo' | null }
  /** Jaeger UI's, as they came: `url/linkPatterns.ts` reads them. */
  readonly linkPatterns: readonly unknown[]
  /** Links of the header. */
  readonly menu: readonly (MenuLink | MenuGroup)[]
  readonly search: {
    readonly defaultLookback: string
    /** Longer ones are not offered; null: no limit. */
    readonly maxLookback: string | null
    readonly defaultLimit: number
    readonly maxLimit: number
    /** Leaves the youngest traces out, which may still be growing; null: none. */
    readonly adjustEndTime: string | null
  }
  readonly dependencies: { readonly menuEnabled: boolean }
  /** Until a reader chooses otherwise. */
  readonly timeZone: 'local' | 'utc'
  /** Attributes whose keys begin so come first. */
  readonly topTagPrefixes: readonly string[]
  /** Where a span's or a gap's logs are; null: no links. */
  readonly logs: LogLinks | null
  /** For the server alone: who may embed the page. Null: its own default. */
  readonly frameAncestors: readonly string[] | null
}

export interface MenuLink {
  readonly label: string
  /** http(s), or below the page's origin; null: text alone. */
  readonly url: string | null
}

export interface MenuGroup {
  readonly label: string
  readonly items: readonly MenuLink[]
}

/** Links to a log store. With `datasource` they open Grafana's Explore, otherwise `url` is a template of the whole address. */
export interface LogLinks {
  readonly url: string
  /** Grafana: the uid of the logs' data source. */
  readonly datasource: string | null
  /** Grafana: the data source's type. */
  readonly datasourceType: string
  /** The query for a span; `#{service}`, `#{traceID}`, `#{spanID}`, `#{operation}` or any attribute's key. */
  readonly spanQuery: string
  /** The query for a gap's service and window. */
  readonly gapQuery: string
  /** What is added before and after. */
  readonly paddingSeconds: number
  readonly label: string
}

export const DEFAULT_CONFIGURATION: Configuration = {
  api: { url: null, kind: null },
  linkPatterns: [],
  menu: [],
  search: { defaultLookback: '1h', maxLookback: null, defaultLimit: 20, maxLimit: 100_000, adjustEndTime: null },
  dependencies: { menuEnabled: true },
  timeZone: 'local',
  topTagPrefixes: [],
  logs: null,
  frameAncestors: null,
}
