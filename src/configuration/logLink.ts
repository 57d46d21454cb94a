import type { LogLinks } from './configuration.ts'

/** What a link to logs is about: a span, or the time of a gap in its owner's process. */
export interface LogSubject {
  readonly kind: 'span' | 'gap'
  /** Unix ms, as the process's own clock had it. */
  readonly startMs: number
  readonly endMs: number
  /** `service`, `operation`, `traceID`, `spanID`, or an attribute's key → text; null when there is none. */
  readonly lookUp: (name: string) => string | null
}

const PLACEHOLDER = /#\{([^{}]+)\}/g

/**
 * The address of the logs of a span or a gap; null when the template names an attribute that this span does not have.
 *
 * With a data source: Grafana's Explore, `<url>/explore?schemaVersion=1&panes={"lacuna": {datasource, queries, range}}`. Without: the
 * template itself, each value encoded, with `#{from}`, `#{to}` (ms) and `#{fromISO}`, `#{toISO}` besides.
 */
export function logLink(links: LogLinks, subject: LogSubject): string | null {
  const fromMs = Math.floor(subject.startMs - links.paddingSeconds * 1e3)
  const toMs = Math.ceil(subject.endMs + links.paddingSeconds * 1e3)
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) return null
  if (links.datasource === null) {
    const times: Readonly<Record<string, string>> = {
      from: String(fromMs),
      to: String(toMs),
      fromISO: isoOf(fromMs),
      toISO: isoOf(toMs),
    }
    return expand(links.url, (name) => times[name] ?? subject.lookUp(name), encodeURIComponent)
  }
  const query = expand(subject.kind === 'span' ? links.spanQuery : links.gapQuery, subject.lookUp, quoted)
  if (query === null) return null
  const source = { type: links.datasourceType, uid: links.datasource }
  const asked = links.datasourceType === 'loki' ? { expr: query, queryType: 'range', editorMode: 'code' } : { query }
  const pane = {
    datasource: links.datasource,
    queries: [{ refId: 'A', datasource: source, ...asked }],
    range: { from: String(fromMs), to: String(toMs) },
  }
  const panes = encodeURIComponent(JSON.stringify({ lacuna: pane }))
  return `${links.url.replace(/\/+$/, '')}/explore?schemaVersion=1&panes=${panes}`
}

/** A value stands inside quotes in a query: what would end them is escaped. */
const quoted = (value: string) => JSON.stringify(value).slice(1, -1)

/** Beyond the years that a Date knows, nothing is written. */
const isoOf = (ms: number) => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '')

function expand(
  template: string,
  lookUp: (name: string) => string | null,
  escape: (value: string) => string,
): string | null {
  let complete = true
  const text = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = lookUp(name.trim())
    if (value === null) complete = false
    return value === null ? '' : escape(value)
  })
  return complete ? text : null
}
