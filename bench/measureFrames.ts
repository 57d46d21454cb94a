import type { BenchBrowser } from './browser.ts'
import { quantile, sleep } from './statistics.ts'

const LAST_MS = 2500
const EVERY_MS = 16

/** Gaps between animation frames, ms. */
export interface FrameRun {
  readonly p95Ms: number
  readonly worstMs: number
}

/** Sends an input event about every frame for a while, without waiting for the page to have handled the one before. */
export async function measureFrames(
  { page, cdp }: BenchBrowser,
  eventAt: (step: number) => Record<string, unknown>,
): Promise<FrameRun> {
  await page.evaluate(`window.__bench.startFrames(${LAST_MS}, null)`)
  const from = Date.now()
  const sent: Promise<unknown>[] = []
  for (let step = 0; Date.now() - from < LAST_MS; step++) {
    sent.push(cdp.send('Input.dispatchMouseEvent', eventAt(step) as never).catch(() => {}))
    await sleep(EVERY_MS - ((Date.now() - from) % EVERY_MS))
  }
  await Promise.all(sent)
  await page.waitForFunction('window.__bench.frames.done')
  const { times } = (await page.evaluate('window.__bench.frames')) as { times: number[] }
  const gaps = times.slice(1).map((time, i) => time - times[i])
  return { p95Ms: quantile(gaps, 0.95), worstMs: Math.max(...gaps) }
}
