import fs from 'node:fs'
import { gzipSync } from 'node:zlib'
import { firstLoad } from '../scripts/firstLoad.ts'
import { launchBrowser } from './browser.ts'
import type { DataIndex } from './data.ts'
import { FIRST_LOAD_KIB, type Judge } from './goals.ts'
import { formatTable } from './markdown.ts'
import { startBenchServer } from './serve.ts'

/** Gzipped JavaScript, KiB. */
export interface FirstLoad {
  readonly page: 'search' | 'trace'
  /** What the first sight imports and the worker, from the build: what `npm run size` budgets. */
  readonly firstSight: number
  /** All that comes without a click: what `e2e/firstLoad.spec.ts` budgets. */
  readonly visit: number
}

const SETTLE_MS = 2000

/** What a first visit to the two pages downloads. */
export async function measureFirstLoads(dist: string, data: string, index: DataIndex): Promise<FirstLoad[]> {
  const [trace] = Object.values(index.traces)
  const addresses = { search: '/search', trace: `/trace/${trace.traceID}` } as const
  const loads: FirstLoad[] = []
  for (const page of ['search', 'trace'] as const) {
    const server = await startBenchServer(dist, data, index)
    const browser = await launchBrowser()
    try {
      await browser.page.goto(server.url + addresses[page], { waitUntil: 'networkidle' })
      await browser.page.waitForTimeout(SETTLE_MS)
      loads.push({ page, firstSight: kib(firstLoad(dist, page) ?? []), visit: kib(server.scripts()) })
    } finally {
      await browser.close()
      server.close()
    }
  }
  return loads
}

const kib = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + gzipSync(fs.readFileSync(file), { level: 9 }).byteLength, 0) / 1024

export const formatFirstLoads = (judge: Judge, loads: readonly FirstLoad[]): string =>
  [
    '### First load: gzipped JavaScript, worker included',
    formatTable(
      'page | first sight KiB | all before the first click KiB',
      loads.map(({ page, firstSight, visit }) => [
        page,
        firstSight.toFixed(1),
        judge.single(visit, { what: `${page} page, first load`, most: FIRST_LOAD_KIB, digits: 1, unit: ' KiB' }),
      ]),
    ),
  ].join('\n\n')
