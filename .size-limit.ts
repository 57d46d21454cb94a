import { firstLoad } from './scripts/firstLoad.ts'

/** What a first visit to each page may load, as its scripts' gzipped size. */
// The trace page's goal is 170 KiB: react-dom and react-router are 75 of what it loads.
const BUDGETS = { search: '170 KiB', trace: '182 KiB', compare: '200 KiB', dependencies: '200 KiB' } as const

export default Object.entries(BUDGETS).flatMap(([page, limit]) => {
  const path = firstLoad('dist', page as keyof typeof BUDGETS)
  return path ? [{ name: `first load of ${page}`, path, limit, gzip: true }] : []
})
