import { use } from 'react'
import { loadedScreen, loadScreen, type ScreenName } from './screens.ts'

/** A page, its code loaded on demand. */
export function Screen({ name }: { readonly name: ScreenName }) {
  const Loaded = loadedScreen(name) ?? use(loadScreen(name))
  return <Loaded />
}
