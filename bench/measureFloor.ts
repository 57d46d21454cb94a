import { launchBrowser } from './browser.ts'

/** What any page must spend on these traces: all bodies fetched and parsed, side by side, in a page that is there already; ms. */
export async function measureFetchAndParse(origin: string, traceIds: readonly string[]): Promise<number> {
  const browser = await launchBrowser()
  try {
    await browser.page.goto(`${origin}/static/theme.js`)
    return await browser.page.evaluate(async (ids) => {
      const from = performance.now()
      await Promise.all(ids.map(async (id) => (await fetch(`/api/traces/${id}`)).json()))
      return performance.now() - from
    }, traceIds)
  } finally {
    await browser.close()
  }
}
