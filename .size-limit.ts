import { firstLoad } from './scripts/firstLoad.ts'

/**
 * What a first visit to each page may load, as its scripts' gzipped size. A trace's code that is fetched while it is looked at comes on top; together it is
 * 170 KiB at most (`e2e/firstLoad.spec.ts`).
 */
const BUDGETS = { search: '125 KiB', trace: '140 KiB', compare: '146 KiB', dependencies: '162 KiB' } as const

export default Object.entries(BUDGETS).flatMap(([page, limit]) => {
  const path = firstLoad('dist', page as keyof typeof BUDGETS)
  return path ? [{ name: `first load of ${page}`, path, limit, gzip: true }] : []
})
