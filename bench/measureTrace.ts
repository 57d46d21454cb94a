import { launchBrowser, measureMemory, type BenchBrowser } from './browser.ts'
import type { Gesture } from './gestures.ts'
import type { Interaction, Subject, TracePage } from './pages.ts'
import { quantile, sleep } from './statistics.ts'

/** A million spans take their time; anything else that takes so long has failed. */
const LOAD_TIMEOUT_MS = 120_000
/** Findings may take as long as the load again. */
const FINDINGS_TIMEOUT_MS = 60_000
const SETTLE_MS = 3000
const GESTURE_MS = 1500
/** What comes late, such as the ledger for another threshold, counts too. */
const LATE_MS = 700

/** What frames looked like while a gesture went on. */
export interface GestureRun {
  p95Ms: number
  worstMs: number
  blankFrames: number
  longestTaskMs: number
}

/** From the input, ms. */
export interface InteractionRun {
  /** To the first frame after it, whatever that shows; `slowestPaintMs`: of all its inputs, the one that waited longest. */
  paintMs: number
  slowestPaintMs: number
  /** To the first frame with some of the result, and with all of it. */
  firstMs: number
  doneMs: number
  longestTaskMs: number
}

/** One fresh load of one page. Times in ms, memory in bytes. */
export interface TraceRun {
  /** Unix ms of the navigation's start. */
  timeOrigin: number
  readyMs: number
  /** Sum of task time over 50 ms on the main thread until 3 s after the rows and until all findings are shown, and the longest task. */
  blockedMs: number
  longestTaskMs: number
  memory: number
  findingsMs: number | null
  gestures: Record<string, GestureRun>
  interactions: Record<string, InteractionRun | { error: string }>
}

const source = (fn: (...args: any[]) => unknown, subject: Subject) => `(${fn.toString()})(${JSON.stringify(subject)})`

async function readLongTasks(browser: BenchBrowser, fromMs: number, toMs: number) {
  const tasks = (await browser.page.evaluate('window.__bench.longTasks')) as [number, number][]
  const within = tasks.filter(([start, ms]) => start + ms >= fromMs && start <= toMs)
  return {
    blockedMs: within.reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
    longestMs: within.reduce((most, [, ms]) => Math.max(most, ms), 0),
  }
}

async function performOnce(browser: BenchBrowser, gesture: Gesture, view: TracePage, subject: Subject, watch: boolean) {
  const { page } = browser
  await gesture.before?.(page)
  await sleep(200)
  const blank = watch ? `() => ${source(view.blank, subject)}` : 'null'
  await page.evaluate(`window.__bench.startFrames(${GESTURE_MS}, ${blank})`)
  await gesture.perform(browser, GESTURE_MS)
  await page.waitForFunction('window.__bench.frames.done')
  const frames = (await page.evaluate('window.__bench.frames')) as { times: number[]; blank: number }
  await gesture.after?.(page)
  await page.evaluate(source(view.toTop, subject))
  await sleep(300)
  return frames
}

async function measureGesture(
  browser: BenchBrowser,
  gesture: Gesture,
  view: TracePage,
  subject: Subject,
): Promise<GestureRun> {
  const { times } = await performOnce(browser, gesture, view, subject, false)
  const tasks = await readLongTasks(browser, times[0], times.at(-1)!)
  const gaps = times.slice(1).map((time, i) => time - times[i])
  // A second pass looks for blank rows, so that hit-testing and reading pixels do not disturb the first.
  const { blank } = await performOnce(browser, gesture, view, subject, true)
  return {
    p95Ms: quantile(gaps, 0.95),
    worstMs: Math.max(...gaps),
    blankFrames: blank,
    longestTaskMs: tasks.longestMs,
  }
}

async function measureInteraction(
  browser: BenchBrowser,
  interaction: Interaction,
  subject: Subject,
): Promise<InteractionRun> {
  const { page } = browser
  if (interaction.before) {
    await interaction.before(page)
    await sleep(300)
  }
  const heard = browser.hear('interaction', 20_000)
  heard.catch(() => {})
  const types = JSON.stringify(interaction.events ?? ['pointerdown', 'pointerup', 'keydown'])
  const first = interaction.first ? `() => ${source(interaction.first, subject)}` : 'null'
  await page.evaluate(`window.__bench.arm(${first}, () => ${source(interaction.done, subject)}, ${types})`)
  if (interaction.script) await page.evaluate(`window.__bench.fire(() => ${source(interaction.script, subject)})`)
  else await interaction.act!(page, subject)
  const { from, paint, first: some, to, slowestPaint } = await heard
  await sleep(LATE_MS)
  const { longestMs } = await readLongTasks(browser, from - 1, to + LATE_MS)
  if (interaction.after) {
    await interaction.after(page)
    await sleep(300)
  }
  return {
    paintMs: paint - from,
    slowestPaintMs: slowestPaint,
    firstMs: some - from,
    doneMs: to - from,
    longestTaskMs: longestMs,
  }
}

/** Only loaded, or also scrolled and used. */
export type Use = 'load' | 'use'

/** Loads the page in a fresh browser, measures that, and its use if wanted. */
export async function measureTrace(view: TracePage, url: string, subject: Subject, use: Use): Promise<TraceRun> {
  const browser = await launchBrowser()
  try {
    const { page } = browser
    await page.addInitScript(
      `location.protocol.startsWith('http') && window.__bench.watchReady(() => ${source(view.ready, subject)})`,
    )
    const heard = browser.hear('ready', LOAD_TIMEOUT_MS)
    const arrived = page.goto(url, { waitUntil: 'commit', timeout: LOAD_TIMEOUT_MS })
    const readyMs: number = await Promise.race([heard, arrived.then(() => heard)])
    await sleep(SETTLE_MS)
    const findingsMs = view.findingsMark ? await waitForMark(browser, view.findingsMark) : null
    // What is told of the findings comes after them.
    if (findingsMs !== null && findingsMs > readyMs + SETTLE_MS / 2) await sleep(LATE_MS)
    const tasks = await readLongTasks(browser, 0, Math.max(readyMs + SETTLE_MS, (findingsMs ?? 0) + LATE_MS))
    const run: TraceRun = {
      timeOrigin: await page.evaluate(() => performance.timeOrigin),
      readyMs,
      blockedMs: tasks.blockedMs,
      longestTaskMs: tasks.longestMs,
      findingsMs,
      memory: await measureMemory(browser),
      gestures: {},
      interactions: {},
    }
    if (use === 'load') return run
    for (const [name, gesture] of Object.entries(view.gestures)) {
      run.gestures[name] = await measureGesture(browser, gesture, view, subject)
    }
    for (const [name, interaction] of Object.entries(view.interactions)) {
      try {
        run.interactions[name] = await measureInteraction(browser, interaction, subject)
      } catch (error) {
        run.interactions[name] = { error: String((error as Error).message).split('\n')[0] }
      }
    }
    return run
  } finally {
    await browser.close()
  }
}

async function waitForMark({ page }: BenchBrowser, name: string): Promise<number | null> {
  const read = `performance.getEntriesByName(${JSON.stringify(name)})[0]?.startTime ?? null`
  try {
    await page.waitForFunction(`${read} !== null`, null, { timeout: FINDINGS_TIMEOUT_MS })
  } catch {
    return null
  }
  return page.evaluate(read)
}
