import * as v from 'valibot'
import { parseDuration, parseLookback } from '../url/duration.ts'
import { parseLinkPatterns } from '../url/linkPatterns.ts'
import {
  DEFAULT_CONFIGURATION,
  type Configuration,
  type LogLinks,
  type MenuGroup,
  type MenuLink,
} from './configuration.ts'

/** Something in a configuration that was not used, in words for the person who wrote it. */
export interface ConfigurationProblem {
  /** `search.maxLimit`; '' for the file as a whole. */
  readonly path: string
  readonly message: string
}

export interface ReadConfiguration {
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
}

const LookbackText = v.pipe(
  v.string('a span of time such as "6h" or "2d"'),
  v.check((text) => parseLookback(text) !== null, 'a span of time such as "6h" or "2d"'),
)
const PositiveInteger = (max: number) => {
  const message = `a whole number from 1 to ${max}`
  return v.pipe(v.number(message), v.integer(message), v.minValue(1, message), v.maxValue(max, message))
}
const WEB = 'an http or https address, or a path such as "/docs"'
/** Addresses of the web, and paths of the page's own origin: nothing that runs. */
const WebUrl = v.pipe(v.string(WEB), v.check(isWebUrl, WEB))
const GoDuration = v.pipe(
  v.string('a duration such as "30s" or "1m"'),
  v.check((text) => parseDuration(text).ok, 'a duration such as "30s" or "1m"'),
)
const MenuItem = v.object({ label: v.string('a text'), url: v.optional(v.nullable(WebUrl)) }, 'an object with a label')
const MenuEntry = v.union(
  [
    v.object({ label: v.string(), items: v.array(MenuItem) }),
    v.object({ label: v.string(), url: v.optional(v.nullable(WebUrl)) }),
  ],
  'a link {"label", "url"} or a group {"label", "items"} whose addresses are http, https or paths',
)
const Text = v.string('a text')
const NonEmpty = v.pipe(Text, v.minLength(1, 'a text that is not empty'))
const ORIGIN = `a list of sources as in a content security policy, such as ["'self'", "https://grafana.example"]`

/** Every key, by its path, with what it takes. The table of docs/configuration.md and docs/config.schema.json list the same. */
export const KEYS = {
  'api.url': WebUrl,
  'api.kind': v.picklist(['jaeger', 'otlp', 'tempo'], '"jaeger", "otlp" or "tempo"'),
  linkPatterns: v.array(v.unknown(), 'a list of link patterns'),
  menu: v.array(MenuEntry, 'a list of links and groups of links'),
  'search.defaultLookback': LookbackText,
  'search.maxLookback': v.union(
    [
      v.pipe(
        v.object({ label: v.optional(v.string()), value: LookbackText }),
        v.transform(({ value }) => value),
      ),
      LookbackText,
    ],
    'a span of time such as "7d", or Jaeger UI\'s {"label", "value"}',
  ),
  'search.defaultLimit': PositiveInteger(100_000),
  'search.maxLimit': PositiveInteger(100_000),
  'search.adjustEndTime': GoDuration,
  'dependencies.menuEnabled': v.boolean('true or false'),
  timeZone: v.picklist(['local', 'utc'], '"local" or "utc"'),
  topTagPrefixes: v.array(NonEmpty, 'a list of texts'),
  'logs.url': v.pipe(
    NonEmpty,
    v.check((text) => isWebUrl(text.replace(/#\{[^}]*\}/g, 'x')), WEB),
  ),
  'logs.datasource': NonEmpty,
  'logs.datasourceType': NonEmpty,
  'logs.spanQuery': NonEmpty,
  'logs.gapQuery': NonEmpty,
  'logs.paddingSeconds': v.pipe(
    v.number('a number of seconds from 0 to 86400'),
    v.minValue(0, 'a number of seconds from 0 to 86400'),
    v.maxValue(86_400, 'a number of seconds from 0 to 86400'),
  ),
  'logs.label': NonEmpty,
  frameAncestors: v.array(v.pipe(v.string(ORIGIN), v.regex(/^[^\s;,]+$/, ORIGIN)), ORIGIN),
} as const

const GROUPS: readonly string[] = ['api', 'search', 'dependencies', 'logs']

/** Keys of Jaeger UI that have no meaning here: they are no mistake. */
const JAEGER_UI_KEYS: readonly string[] = (
  'archiveEnabled backendCapabilities criticalPathEnabled deepDependencies disableFileUploadControl disableJsonView ' +
  'forbidNewPage gaTrackingID monitor pathAgnosticDecorations qualityMetrics scripts storageCapabilities themes ' +
  'traceDiff traceGraph traceIdDisplayLength traceTimeline tracing tracking useOpenTelemetryTerms ' +
  'dependencies.dagMaxNumServices $schema'
).split(' ')

/**
 * Reads a configuration of any content: what is right counts, what is not is named and left at its default. Never throws. Jaeger
 * UI's configuration is read alike; there, what only Lacuna knows may be below `lacuna`.
 */
export function readConfiguration(raw: unknown): ReadConfiguration {
  const problems: ConfigurationProblem[] = []
  if (!isObject(raw)) {
    const message = 'Not an object: the file should look like {"search": {"defaultLookback": "6h"}}.'
    return { configuration: DEFAULT_CONFIGURATION, problems: [{ path: '', message }] }
  }
  const values = new Map<string, unknown>()
  collect(raw, values, problems)
  if (isObject(raw.lacuna)) collect(raw.lacuna, values, problems)
  if (raw.dependenciesMenuEnabled !== undefined && !values.has('dependencies.menuEnabled'))
    read('dependencies.menuEnabled', raw.dependenciesMenuEnabled, values, problems)
  return { configuration: build(values, problems), problems }
}

function collect(
  raw: Readonly<Record<string, unknown>>,
  values: Map<string, unknown>,
  problems: ConfigurationProblem[],
) {
  for (const [key, value] of Object.entries(raw)) {
    if (key === 'lacuna') continue
    if (!GROUPS.includes(key)) readKey(key, value, values, problems)
    else if (isObject(value)) {
      for (const [inner, innerValue] of Object.entries(value)) readKey(`${key}.${inner}`, innerValue, values, problems)
    } else if (value !== null) problems.push({ path: key, message: `“${key}” should be an object. It was left out.` })
  }
}

function readKey(path: string, value: unknown, values: Map<string, unknown>, problems: ConfigurationProblem[]) {
  if (Object.hasOwn(KEYS, path)) read(path as keyof typeof KEYS, value, values, problems)
  else if (!JAEGER_UI_KEYS.includes(path) && path !== 'dependenciesMenuEnabled') {
    const meant = nearest(path)
    problems.push({ path, message: `There is no “${path}”${meant ? `; did you mean “${meant}”?` : '.'}` })
  }
}

function read(
  path: keyof typeof KEYS,
  value: unknown,
  values: Map<string, unknown>,
  problems: ConfigurationProblem[],
): void {
  // Null is how JSON says "not set".
  if (value === null) return
  const parsed = v.safeParse(KEYS[path], value)
  if (parsed.success) values.set(path, parsed.output)
  else problems.push({ path, message: `“${path}” should be ${parsed.issues[0].message}. ${leftAt(path)}` })
}

function leftAt(path: string): string {
  const [group, key] = path.split('.')
  const section = (DEFAULT_CONFIGURATION as unknown as Record<string, unknown>)[group]
  const value = key === undefined ? section : isObject(section) ? section[key] : undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `It stays ${JSON.stringify(value)}.`
    : 'It was left out.'
}

function build(values: ReadonlyMap<string, unknown>, problems: ConfigurationProblem[]): Configuration {
  const base = DEFAULT_CONFIGURATION
  const get = <T>(path: keyof typeof KEYS, otherwise: T): T => (values.has(path) ? (values.get(path) as T) : otherwise)
  const maxLimit = get('search.maxLimit', base.search.maxLimit)
  const maxLookback = get('search.maxLookback', base.search.maxLookback)
  const lookback = get('search.defaultLookback', base.search.defaultLookback)
  const isLonger = maxLookback !== null && (parseLookback(lookback) ?? 0) > (parseLookback(maxLookback) ?? Infinity)
  const linkPatterns = get('linkPatterns', base.linkPatterns)
  for (const message of parseLinkPatterns(linkPatterns).problems) problems.push({ path: 'linkPatterns', message })
  return {
    api: { url: get('api.url', base.api.url), kind: get('api.kind', base.api.kind) },
    linkPatterns,
    menu: get<readonly MenuInput[]>('menu', []).map(readMenu),
    search: {
      defaultLookback: isLonger ? maxLookback : lookback,
      maxLookback,
      defaultLimit: Math.min(get('search.defaultLimit', base.search.defaultLimit), maxLimit),
      maxLimit,
      adjustEndTime: get('search.adjustEndTime', base.search.adjustEndTime),
    },
    dependencies: { menuEnabled: get('dependencies.menuEnabled', base.dependencies.menuEnabled) },
    timeZone: get('timeZone', base.timeZone),
    topTagPrefixes: get('topTagPrefixes', base.topTagPrefixes),
    logs: buildLogs(values, problems),
    frameAncestors: get('frameAncestors', base.frameAncestors),
  }
}

interface MenuInput {
  readonly label: string
  readonly url?: string | null
  readonly items?: readonly { readonly label: string; readonly url?: string | null }[]
}

const readMenu = ({ label, url, items }: MenuInput): MenuLink | MenuGroup =>
  items
    ? { label, items: items.map((item) => ({ label: item.label, url: item.url ?? null })) }
    : { label, url: url ?? null }

function buildLogs(values: ReadonlyMap<string, unknown>, problems: ConfigurationProblem[]): LogLinks | null {
  const url = values.get('logs.url')
  if (typeof url !== 'string') {
    if ([...values.keys()].some((key) => key.startsWith('logs.')))
      problems.push({
        path: 'logs.url',
        message: '“logs” needs a “logs.url”: where the logs are. There are no links to them.',
      })
    return null
  }
  const text = (path: keyof typeof KEYS, otherwise: string) => String(values.get(path) ?? otherwise)
  return {
    url,
    datasource: values.has('logs.datasource') ? text('logs.datasource', '') : null,
    datasourceType: text('logs.datasourceType', 'loki'),
    spanQuery: text('logs.spanQuery', '{service_name="#{service}"} |= "#{traceID}"'),
    gapQuery: text('logs.gapQuery', '{service_name="#{service}"}'),
    paddingSeconds: Number(values.get('logs.paddingSeconds') ?? 1),
    label: text('logs.label', 'Logs'),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isWebUrl(text: string): boolean {
  if (/^\/(?![/\\])/.test(text)) return true
  return /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text)
}

/** A key that differs by case, a letter or its place. */
function nearest(path: string): string | null {
  const flat = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')
  const last = (text: string) => flat(text.split('.').at(-1)!)
  const keys = Object.keys(KEYS)
  return (
    keys.find((key) => flat(key) === flat(path)) ??
    keys.find((key) => last(key) === last(path)) ??
    keys.find((key) => differByOne(flat(key), flat(path))) ??
    null
  )
}

/** One letter more, less, or other. */
function differByOne(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const [restA, restB] = [a.slice(same), b.slice(same)]
  return restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)
}
