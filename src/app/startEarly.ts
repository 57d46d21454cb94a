import { startComparisonEarly } from '../data/comparisonLoads.ts'
import { finishConfiguration, startConfiguration } from '../data/configuration.ts'
import { startFindingsEarly } from '../data/findingsLoads.ts'
import { numberLocale, storedNumbers } from '../data/numberLocale.ts'
import { startTraceEarly, type TraceTarget } from '../data/traceLoads.ts'
import { startWorker } from '../data/workerClient.ts'
import { nextTask } from '../lib/nextTask.ts'
import { hasReservedRoom } from '../screens/trace/hasReservedRoom.ts'
import { isCompareId, parseCompareAddress } from '../url/compareAddress.ts'
import { isPlainTimeline, parseTraceAddress } from '../url/traceAddress.ts'
import { loadScreen, type ScreenName } from './screens.ts'

/** A page whose rows take longer shows itself first, and how far they are. */
const PATIENCE_MS = 700
/** Until then the page's code waits for rows that are seen before it, */
const HEAD_START_MS = 650
/** and for the worker that reads two traces. */
const WORKER_START_MS = 120

/**
 * What cannot wait for the app's own code: the worker starts, and when the address is a trace, or two, the requests leave. The
 * page's query takes over what is under way. Resolves when the page may be mounted, to what is to be done then.
 */
export async function startEarly(importApp: () => void): Promise<() => void> {
  const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''
  const text = (id: string) => document.getElementById(id)?.textContent ?? ''
  startWorker()
  startConfiguration({
    apiUrl: meta('lacuna-api-url'),
    api: meta('lacuna-api'),
    inline: text('lacuna-config'),
    jaegerUi: text('jaeger-ui'),
  })
  const { screen, rows } = startPage()
  // What else comes waits while the worker starts, and for rows that are to be seen first: it would take the processor from both.
  const headStart = sleep(rows ? HEAD_START_MS : screen === 'compare' ? WORKER_START_MS : 0)
  const later = rows ? Promise.race([rows, headStart]) : headStart
  const code = (async () => {
    await later
    finishConfiguration(async (lines) => (await import('./runUiConfig.ts')).runUiConfig(lines))
    importApp()
    // The page's own code comes beside the app's, not after it. If it fails, the page says so itself.
    await loadScreen(screen).catch(() => {})
  })()
  const whenMounted = (await rows) ?? nothing
  await code
  // What the code did when it came was a task; the page is another.
  await nextTask()
  return whenMounted
}

/** Asks for what the address names; `rows` when those of a trace can be seen before the page. */
function startPage(): { readonly screen: ScreenName; readonly rows: Promise<() => void> | null } {
  const id = traceIdInPath(new URL(document.baseURI).pathname, location.pathname)
  const search = new URLSearchParams(location.search)
  if (id === null)
    return { screen: /\/dependencies\/?$/.test(location.pathname) ? 'dependencies' : 'search', rows: null }
  if (isCompareId(id)) {
    const { a, b, clocks, typical } = parseCompareAddress(id, search)
    if (a !== null && b !== null && !typical) startComparisonEarly({ a, b, clocks })
    return { screen: 'compare', rows: null }
  }
  const address = parseTraceAddress(id, search)
  const { traceId, window, clocks, minGapUs } = address
  if (traceId === null) return { screen: 'trace', rows: null }
  const options = { clocks, minGapUs }
  const view = startTraceEarly({ traceId, window, options })
  return { screen: 'trace', rows: isPlainTimeline(address) && hasReservedRoom() ? showRows(view, options) : null }
}

const nothing = () => {}

const sleep = (ms: number) => (ms === 0 ? null : new Promise<void>((resolve) => setTimeout(resolve, ms)))

/** Shows the rows as soon as they and their code are here, and has the findings looked for. The page waits for the rows, but not long. */
function showRows(view: ReturnType<typeof startTraceEarly>, options: TraceTarget['options']): Promise<() => void> {
  const numberTag = numberLocale(storedNumbers())
  // In a task of its own: asking for a file takes as long as all that came before.
  const code = nextTask().then(() => import('../screens/trace/earlyRows.ts'))
  code.then(({ prepareRows }) => prepareRows()).catch(() => {})
  const drop = () => void code.then(({ dropEarlyRows }) => dropEarlyRows()).catch(() => {})
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(drop), PATIENCE_MS)
    Promise.all([code, view])
      .then(async ([rows, opened]) => {
        if (isMounted() || opened === null) return resolve(drop)
        clearTimeout(timer)
        const drawn = rows.showEarlyRows(opened, numberTag)
        // With the frame that shows them: the worker looks while this thread paints.
        const frame = requestAnimationFrame(() => startFindingsEarly(opened, options))
        if (!(await drawn)) cancelAnimationFrame(frame)
        resolve(drop)
      })
      // The page goes on as ever.
      .catch(() => resolve(drop))
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
