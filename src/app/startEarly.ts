import { startComparisonEarly } from '../data/comparisonLoads.ts'
import { startConfiguration } from '../data/configuration.ts'
import { earlyRequests, startTraceEarly } from '../data/traceLoads.ts'
import { startWorker } from '../data/workerClient.ts'
import { isCompareId, parseCompareAddress } from '../url/compareAddress.ts'
import { parseTraceAddress } from '../url/traceAddress.ts'
import { loadScreen } from './screens.ts'

/**
 * What cannot wait for the app's own code: the worker starts, and when the address is a trace, or two, the requests leave. The
 * page's query takes over what is under way.
 */
export function startEarly(): Promise<unknown> {
  const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''
  const text = (id: string) => document.getElementById(id)?.textContent ?? ''
  startConfiguration(
    {
      apiUrl: meta('lacuna-api-url'),
      api: meta('lacuna-api'),
      inline: text('lacuna-config'),
      jaegerUi: text('jaeger-ui'),
    },
    async (lines) => (await import('./runUiConfig.ts')).runUiConfig(lines),
  )
  const id = traceIdInPath(new URL(document.baseURI).pathname, location.pathname)
  const isTrace = id !== null && !isCompareId(id)
  const search = new URLSearchParams(location.search)
  if (isTrace) {
    const { traceId, clocks, minGapUs, window } = parseTraceAddress(id, search)
    startWorker(traceId === null ? [] : earlyRequests([traceId], window))
    if (traceId !== null) startTraceEarly({ traceId, window, options: { clocks, minGapUs } })
  } else if (id !== null) {
    const { a, b, clocks, typical } = parseCompareAddress(id, search)
    startWorker(earlyRequests([typical ? null : a, b], null))
    if (a !== null && b !== null && !typical) startComparisonEarly({ a, b, clocks })
  } else startWorker()
  // The page's own code comes beside the app's, not after it. If it fails, the page says so itself.
  const page = isTrace
    ? 'trace'
    : id !== null
      ? 'compare'
      : /\/dependencies\/?$/.test(location.pathname)
        ? 'dependencies'
        : 'search'
  return loadScreen(page).catch(() => {})
}

/** The segment after `trace/` below the page's base; null on other pages. */
export function traceIdInPath(basePath: string, path: string): string | null {
  const base = basePath.replace(/[^/]*$/, '')
  if (!path.startsWith(base)) return null
  const match = /^trace\/(.+?)\/*$/.exec(path.slice(base.length))
  if (!match) return null
  try {
    return decodeURIComponent(match[1])
  } catch {
    return match[1]
  }
}
