import type { Bench, BenchOptions } from './bench.ts'
import { launchBrowser, type BenchBrowser } from './browser.ts'
import { ensureData } from './data.ts'
import { measureFrames, type FrameRun } from './measureFrames.ts'
import { again } from './measureLoad.ts'
import { startBenchServer } from './serve.ts'
import { formatRatios, formatSpread, sleep, spreadOf } from './statistics.ts'

/** The frames of a waterfall of so many spans are what those of the graph are held against. */
const WATERFALL = '10k'
const TIMEOUT_MS = 60_000
const MIDDLE = { x: 720, y: 350 }

/** One fresh load of the page, the answer held back until everything else rests. Times in ms. */
interface GraphRun {
  /** From the answer's last byte to the first frame with the graph; of that, tasks of the main thread. */
  readonly drawnMs: number
  readonly mainThreadMs: number
  /** The longest task from the answer to the end of panning and zooming. Tasks under 50 ms are not told: 0. */
  readonly longestTaskMs: number
  readonly pan: FrameRun
  readonly zoom: FrameRun
}

const wheel = (step: number) => ({ type: 'mouseWheel', ...MIDDLE, deltaX: 0, deltaY: step % 80 < 40 ? -40 : 40 })
const drag = (step: number) => ({
  type: 'mouseMoved',
  x: MIDDLE.x + 200 * Math.sin(step / 12),
  y: MIDDLE.y + 120 * Math.sin(step / 9),
  button: 'left',
  buttons: 1,
})

async function readTaskMs({ cdp }: BenchBrowser): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return 1e3 * metrics.find(({ name }) => name === 'TaskDuration')!.value
}

async function measureGraph(url: string): Promise<GraphRun> {
  const browser = await launchBrowser()
  try {
    const { page, cdp } = browser
    await cdp.send('Performance.enable')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/api/dependencies*', async (route) => {
      await held
      await route.continue()
    })
    await page.addInitScript(
      `location.protocol.startsWith('http') && window.__bench.watchReady(() => performance.getEntriesByName('lacuna:graph').length > 0)`,
    )
    const heard = browser.hear('ready', TIMEOUT_MS)
    await page.goto(`${url}/dependencies`)
    await sleep(1000)
    const before = await readTaskMs(browser)
    release()
    await heard
    const after = await readTaskMs(browser)
    const [answered, drawn] = (await page.evaluate(() => [
      (
        performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/dependencies')) as [
          PerformanceResourceTiming,
        ]
      )[0].responseEnd,
      performance.getEntriesByName('lacuna:graph')[0].startTime,
    ])) as [number, number]
    await sleep(1000)
    await page.mouse.move(MIDDLE.x, MIDDLE.y)
    const zoom = await measureFrames(browser, wheel)
    await page.mouse.down()
    const pan = await measureFrames(browser, drag)
    await page.mouse.up()
    await sleep(300)
    const tasks = (await page.evaluate('window.__bench.longTasks')) as [number, number][]
    return {
      drawnMs: drawn - answered,
      mainThreadMs: after - before,
      longestTaskMs: tasks.reduce((most, [start, ms]) => (start >= answered - 1 ? Math.max(most, ms) : most), 0),
      pan,
      zoom,
    }
  } finally {
    await browser.close()
  }
}

/** Three seconds of wheel over the rows of a trace. */
async function measureWaterfall(url: string): Promise<FrameRun> {
  const browser = await launchBrowser()
  try {
    await browser.page.goto(url)
    await browser.page.waitForSelector('[role=treegrid][aria-label=Spans] [role=row][aria-level]')
    await sleep(2000)
    return await measureFrames(browser, () => ({ type: 'mouseWheel', x: 1000, y: 630, deltaX: 0, deltaY: 100 }))
  } finally {
    await browser.close()
  }
}

/** The dependency graph by its number of services. */
export const benchDependencies: Bench = { sizes: ['30', '200', '1000'], run }

async function run({ sizes, runs, dist, data }: BenchOptions) {
  const index = ensureData(data, { traces: [WATERFALL], compare: [], search: 5, dependencies: sizes })
  const server = await startBenchServer(dist, data, index)
  const waterfall: FrameRun[] = []
  const graphs: Record<string, GraphRun[]> = Object.fromEntries(sizes.map((size) => [size, []]))
  for (let run = 0; run < runs; run++) {
    // taken in turns, so that a noisy minute hurts all
    waterfall.push(await again(() => measureWaterfall(`${server.url}/trace/${index.traces[WATERFALL].traceID}`)))
    for (const size of sizes) {
      server.setDependencies(size)
      graphs[size].push(await again(() => measureGraph(server.url)))
    }
    process.stderr.write(`run ${run + 1}/${runs}\n`)
  }
  server.close()

  const rows = [
    `| services | edges | answer to graph ms | of that main thread ms | longest task ms | zoom p95 / worst ms | pan p95 / worst ms | waterfall (${WATERFALL} spans) p95 / worst ms | pan against waterfall |`,
    '|---|---|---|---|---|---|---|---|---|',
  ]
  const frames = (all: FrameRun[]) =>
    `${formatSpread(spreadOf(all.map(({ p95Ms }) => p95Ms)), 1)} / ${formatSpread(spreadOf(all.map(({ worstMs }) => worstMs)))}`
  for (const size of sizes) {
    const all = graphs[size]
    const of = (pick: (run: GraphRun) => number) => spreadOf(all.map(pick))
    const panRatio = formatRatios(
      all.map((run) => run.pan.p95Ms),
      waterfall.map(({ p95Ms }) => p95Ms),
    )
    rows.push(
      `| ${size} | ${index.dependencies[size].edges} | ${formatSpread(of((run) => run.drawnMs))} | ${formatSpread(of((run) => run.mainThreadMs))} | ${longest(all)} | ${frames(all.map(({ zoom }) => zoom))} | ${frames(all.map(({ pan }) => pan))} | ${frames(waterfall)} | ${panRatio} |`,
    )
  }
  return {
    tables: `### The dependency graph: median [min–max] of ${runs} fresh browsers\n\n${rows.join('\n')}`,
    raw: { waterfall, graphs },
  }
}

function longest(runs: readonly GraphRun[]): string {
  const ms = Math.max(...runs.map((run) => run.longestTaskMs))
  return ms === 0 ? 'under 50' : ms.toFixed(0)
}
