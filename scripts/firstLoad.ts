import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

interface ManifestChunk {
  readonly name?: string
  readonly file: string
  readonly imports?: readonly string[]
}

/** Files that every page begins with, by the names that `chunkNames.ts` gives. */
const EVERY_PAGE = ['start', 'app']

export type PageName = 'search' | 'trace' | 'compare' | 'dependencies'

/**
 * The scripts of the built page that a first visit loads, from the bundler's manifest: start, app and screen with all that they
 * import, and the worker. Null when the build has no such page.
 */
export function firstLoad(dist: string, page: PageName): string[] | null {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, ManifestChunk>
  const names = new Set<string | undefined>([...EVERY_PAGE, page])
  const isFirst = ({ name, file }: ManifestChunk) => names.has(name) && file.endsWith('.js')
  const waiting = Object.keys(manifest).filter((key) => isFirst(manifest[key]))
  if (waiting.length < names.size) return null
  const keys = new Set<string>()
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (keys.has(key) || !manifest[key]) continue
    keys.add(key)
    waiting.push(...(manifest[key].imports ?? []))
  }
  const scripts = [...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'))
  const worker = readdirSync(join(dist, 'static')).filter((name) => /^worker-[\w-]+\.js$/.test(name))
  const files = [
    ...scripts,
    ...withImports(
      dist,
      worker.map((name) => `static/${name}`),
    ),
  ]
  return [...new Set(files)].map((file) => join(dist, file))
}

/** The worker is a bundle of its own, which the manifest does not know: its static imports are read from its text. */
function withImports(dist: string, entries: readonly string[]): string[] {
  const waiting = [...entries]
  const found = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue
    found.add(file)
    const text = readFileSync(join(dist, file), 'utf8')
    for (const match of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      waiting.push(`static/${match[1]}`)
  }
  return [...found]
}
