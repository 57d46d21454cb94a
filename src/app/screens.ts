import type { ComponentType } from 'react'
import { PAGES } from '../lib/pages.ts'

export type ScreenName = 'search' | 'trace' | 'compare' | 'dependencies'
type Loader = () => Promise<ComponentType>

const load = {
  search: () => import('../screens/search/SearchScreen.tsx').then((module) => module.SearchScreen),
} satisfies Partial<Record<ScreenName, Loader>>

/** Screens that are still being built: loaded when their file is there. */
const others = import.meta.glob<Record<string, ComponentType>>([
  '../screens/trace/TraceScreen.tsx',
  '../screens/compare/CompareScreen.tsx',
  '../screens/dependencies/DependenciesScreen.tsx',
])

const other = (path: string, name: string): Loader | undefined =>
  others[path] && (() => others[path]().then((module) => module[name]))

export const loaders: Partial<Record<ScreenName, Loader>> = {
  ...load,
  trace: other('../screens/trace/TraceScreen.tsx', 'TraceScreen'),
  compare: PAGES.compare ? other('../screens/compare/CompareScreen.tsx', 'CompareScreen') : undefined,
  dependencies: PAGES.dependencies ? other('../screens/dependencies/DependenciesScreen.tsx', 'DependenciesScreen') : undefined,
}

const loading = new Map<ScreenName, Promise<ComponentType>>()

/** A screen's code, once; a failed load is forgotten, so that a retry asks again. */
export function loadScreen(name: ScreenName): Promise<ComponentType> | null {
  const loader = loaders[name]
  if (!loader) return null
  let screen = loading.get(name)
  if (!screen) {
    screen = loader()
    loading.set(name, screen)
    // Not at once: React renders again before it gives up, and must meet the same failure then.
    screen.catch(() => setTimeout(() => loading.delete(name), 2_000))
  }
  return screen
}
