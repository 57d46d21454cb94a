import { use } from 'react'
import { NotFound } from './NotFound.tsx'
import { loadScreen, type ScreenName } from './screens.ts'

/** A page, its code loaded on demand. */
export function Screen({ name }: { readonly name: ScreenName }) {
  const screen = loadScreen(name)
  if (!screen) return <NotFound />
  const Loaded = use(screen)
  return <Loaded />
}
