import { launchBrowser, measureMemory, type BenchBrowser } from './browser.ts'
import type { Interaction, Subject, TracePage } from './pages.ts'
import { quantile, sleep } from './statistics.ts'

/** A million spans take their time; anything else that takes so long has failed. */
const LOAD_TIMEOUT_MS = 120_000
const SETTLE_MS = 3000
const SCROLL_MS = 3000
const WHEEL_EVERY_MS = 16

/** One fresh load of one page. Times in ms, memory in bytes. */
export interface TraceRun {
  readyMs: number
  /** Sum of task time over 50 ms on the main thread until 3 s after the rows, and the longest task. */
  blockedMs: number
  longestTaskMs: number
  memory: number
  findingsMs: number | null
  scroll: { p95Ms: number; worstMs: number; blankFrames: number } | null
  /** From input to the first frame with the result, and the longest task meanwhile. */
  interactions: Record<string, { ms: number; longestTaskMs: number } | { error: string }>
}

const source = (fn: (...args: any[]) => unknown, subject: Subject) => `(${fn.toString()})(${JSON.stringify(subject)})`

async function readLongTasks(browser: BenchBrowser, fromMs: number, toMs: number) {
  const tasks = (await browser.page.evaluate('window.__bench.longTasks')) as [number, number][]
  const within = tasks.filter(([start]) => start >= fromMs && start <= toMs)
  return {
    blockedMs: within.reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0),
    longestMs: within.reduce((most, [, ms]) => Math.max(most, ms), 0),
  }
}

async function scrollOnce(browser: BenchBrowser, view: TracePage, subject: Subject, watchBlank: boolean) {
  const { page, cdp } = browser
  const blank = watchBlank ? `() => ${source(view.blank, subject)}` : 'null'
  await page.evaluate(`window.__bench.startFrames(${SCROLL_MS}, ${blank})`)
  const from = Date.now()
  const sent: Promise<unknown>[] = []
  while (Date.now() - from < SCROLL_MS) {
    sent.push(
      cdp
        .send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 1000, y: 630, deltaX: 0, deltaY: 100 })
        .catch(() => {}),
    )
    await sleep(WHEEL_EVERY_MS - ((Date.now() - from) % WHEEL_EVERY_MS))
  }
  await Promise.all(sent)
  await page.waitForFunction('window.__bench.frames.done')
  const frames = (await page.evaluate('window.__bench.frames')) as { times: number[]; blank: number }
  await page.evaluate(source(view.toTop, subject))
  await sleep(800)
  return frames
}

async function measureScroll(browser: BenchBrowser, view: TracePage, subject: Subject) {
  const { times } = await scrollOnce(browser, view, subject, false)
  const gaps = times.slice(1).map((time, i) => time - times[i])
  // A second pass looks for blank rows, so that hit-testing does not disturb the first.
  const { blank } = await scrollOnce(browser, view, subject, true)
  return { p95Ms: quantile(gaps, 0.95), worstMs: Math.max(...gaps), blankFrames: blank }
}

async function measureInteraction(browser: BenchBrowser, interaction: Interaction, subject: Subject) {
  const { page } = browser
  if (interaction.before) {
    await interaction.before(page)
    await sleep(500)
  }
  const heard = browser.hear('interaction', 20_000)
  heard.catch(() => {})
  const types = JSON.stringify(interaction.events ?? ['pointerdown', 'keydown'])
  await page.evaluate(`window.__bench.arm(() => ${source(interaction.done, subject)}, ${types})`)
  if (interaction.script) await page.evaluate(`window.__bench.fire(() => ${source(interaction.script, subject)})`)
  else await interaction.act!(page, subject)
  const { from, to } = await heard
  await sleep(300)
  const { longestMs } = await readLongTasks(browser, from - 1, to + 300)
  if (interaction.after) {
    await interaction.after(page)
    await sleep(500)
  }
  return { ms: to - from, longestTaskMs: longestMs }
}

/** Loads the page in a fresh browser and measures it; `thorough` adds scrolling and the interactions. */
export async function measureTrace(
  view: TracePage,
  url: string,
  subject: Subject,
  thorough: boolean,
): Promise<TraceRun> {
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
    const tasks = await readLongTasks(browser, 0, readyMs + SETTLE_MS)
    const findingsMs = (await page.evaluate(
      `performance.getEntriesByName('lacuna:findings')[0]?.startTime ?? null`,
    )) as number | null
    const run: TraceRun = {
      readyMs,
      blockedMs: tasks.blockedMs,
      longestTaskMs: tasks.longestMs,
      memory: await measureMemory(browser),
      findingsMs,
      scroll: null,
      interactions: {},
    }
    if (!thorough) return run
    run.scroll = await measureScroll(browser, view, subject)
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
