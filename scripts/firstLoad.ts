import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

interface ManifestChunk {
  readonly file: string
  readonly imports?: readonly string[]
}

/** What a page's code is made of: the entry, the app and its screen, with everything these import. */
const SCREENS = {
  search: 'src/screens/search/SearchScreen.tsx',
  trace: 'src/screens/trace/TraceScreen.tsx',
  compare: 'src/screens/compare/CompareScreen.tsx',
  dependencies: 'src/screens/dependencies/DependenciesScreen.tsx',
} as const

export type PageName = keyof typeof SCREENS

/**
 * The scripts of the built page that a first visit loads, from the bundler's manifest: entry, app and screen with all that they
 * import, and the worker. Null when the build has no such page.
 */
export function firstLoad(dist: string, page: PageName): string[] | null {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, ManifestChunk>
  const waiting: string[] = ['index.html', 'src/app/App.tsx', SCREENS[page]]
  if (!manifest[SCREENS[page]]) return null
  const keys = new Set<string>()
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (keys.has(key) || !manifest[key]) continue
    keys.add(key)
    waiting.push(...(manifest[key].imports ?? []))
  }
  const scripts = [...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'))
  const worker = readdirSync(join(dist, 'assets')).filter((name) => /^worker-[\w-]+\.js$/.test(name))
  const files = [
    ...scripts,
    ...withImports(
      dist,
      worker.map((name) => `assets/${name}`),
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
      waiting.push(`assets/${match[1]}`)
  }
  return [...found]
}
