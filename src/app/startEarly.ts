import { startComparisonEarly } from '../data/comparisonLoads.ts'
import { startConfiguration } from '../data/configuration.ts'
import { numberLocale, storedNumbers } from '../data/numberLocale.ts'
import { earlyRequests, startTraceEarly } from '../data/traceLoads.ts'
import { startWorker } from '../data/workerClient.ts'
import { isCompareId, parseCompareAddress } from '../url/compareAddress.ts'
import { isPlainTimeline, parseTraceAddress } from '../url/traceAddress.ts'
import { loadScreen } from './screens.ts'

/** A page whose rows take longer shows itself first, and how far they are. */
const PATIENCE_MS = 700

/**
 * What cannot wait for the app's own code: the worker starts, and when the address is a trace, or two, the requests leave. The
 * page's query takes over what is under way. Resolves when the page may be mounted, to what is to be done then.
 */
export async function startEarly(): Promise<() => void> {
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
  let rows = Promise.resolve(nothing)
  if (isTrace) {
    const address = parseTraceAddress(id, search)
    const { traceId, window, clocks, minGapUs } = address
    startWorker(traceId === null ? [] : earlyRequests([traceId], window))
    if (traceId !== null) {
      const view = startTraceEarly({ traceId, window, options: { clocks, minGapUs } })
      if (isPlainTimeline(address)) rows = showRows(view)
    }
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
  const screen = loadScreen(page).catch(() => {})
  const whenMounted = await rows
  await screen
  return whenMounted
}

const nothing = () => {}

/** Shows the rows as soon as they and their code are here. The page waits for that, but not long. */
function showRows(view: ReturnType<typeof startTraceEarly>): Promise<() => void> {
  const numberTag = numberLocale(storedNumbers())
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(nothing), PATIENCE_MS)
    Promise.all([import('../screens/trace/earlyRows.ts'), view])
      .then(async ([rows, opened]) => {
        if (isMounted() || opened === null) return resolve(nothing)
        clearTimeout(timer)
        await rows.showEarlyRows(opened, numberTag)
        resolve(rows.dropEarlyRows)
      })
      // The page goes on as ever.
      .catch(() => resolve(nothing))
  })
}

const isMounted = () => document.getElementById('root')!.firstChild !== null

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
