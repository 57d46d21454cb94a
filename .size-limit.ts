import { firstLoad } from './scripts/firstLoad.ts'

/** What a first visit to each page may load, as its scripts' gzipped size. */
const BUDGETS = { search: '125 KiB', trace: '144 KiB', compare: '142 KiB', dependencies: '162 KiB' } as const

export default Object.entries(BUDGETS).flatMap(([page, limit]) => {
  const path = firstLoad('dist', page as keyof typeof BUDGETS)
  return path ? [{ name: `first load of ${page}`, path, limit, gzip: true }] : []
})
