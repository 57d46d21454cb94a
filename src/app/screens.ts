import type { ComponentType } from 'react'

export type ScreenName = 'search' | 'trace' | 'compare' | 'dependencies'

const loaders: Readonly<Record<ScreenName, () => Promise<ComponentType>>> = {
  search: () => import('../screens/search/SearchScreen.tsx').then((module) => module.SearchScreen),
  trace: () => import('../screens/trace/TraceScreen.tsx').then((module) => module.TraceScreen),
  compare: () => import('../screens/compare/CompareScreen.tsx').then((module) => module.CompareScreen),
  dependencies: () =>
    import('../screens/dependencies/DependenciesScreen.tsx').then((module) => module.DependenciesScreen),
}

const loading = new Map<ScreenName, Promise<ComponentType>>()
const loaded = new Map<ScreenName, ComponentType>()

/** A screen whose code is here. */
export const loadedScreen = (name: ScreenName): ComponentType | undefined => loaded.get(name)

/** A screen's code, once; a failed load is forgotten, so that a retry asks again. */
export function loadScreen(name: ScreenName): Promise<ComponentType> {
  let screen = loading.get(name)
  if (!screen) {
    screen = loaders[name]()
    loading.set(name, screen)
    screen.then((component) => loaded.set(name, component)).catch(() => {})
    // Not at once: React renders again before it gives up, and must meet the same failure then.
    screen.catch(() => setTimeout(() => loading.delete(name), 2_000))
  }
  return screen
}
