import { basename } from 'node:path'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { firstLoad } from './firstLoad.ts'
import type { PageName } from './firstLoad.ts'

// `npx tsx scripts/firstLoadReport.ts`: what each page's first load is made of, in gzipped KiB. Needs a build.
for (const page of ['search', 'trace', 'compare', 'dependencies'] as PageName[]) {
  const files = firstLoad('dist', page)
  if (!files) continue
  const sizes = files.map((file) => ({
    name: basename(file),
    kib: gzipSync(readFileSync(file), { level: 9 }).byteLength / 1024,
  }))
  sizes.sort((a, b) => b.kib - a.kib)
  const total = sizes.reduce((sum, { kib }) => sum + kib, 0)
  console.log(`${page} ${total.toFixed(1)}: ${sizes.map(({ name, kib }) => `${name} ${kib.toFixed(1)}`).join(', ')}`)
}
