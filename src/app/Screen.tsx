import { useLayoutEffect, useState } from 'react'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { loadedScreen, loadScreen, type ScreenName } from './screens.ts'

/** Nothing has been drawn yet. */
let isStart = true

/**
 * A page, its code loaded on demand. It waits by state, not by suspending: a suspended page's predecessor would stay in the document
 * beside it (Preact), or for 300 ms in its place (React).
 */
export function Screen({ name }: { readonly name: ScreenName }) {
  const [failed, setFailed] = useState<{ readonly name: ScreenName; readonly error: unknown } | null>(null)
  const [, arrived] = useState<ScreenName | null>(null)
  const Loaded = loadedScreen(name)
  const isLoaded = Loaded !== undefined
  // At the start the frame around the page is one task and the page another: together they are long.
  const [isHeld, setHeld] = useState(isStart)
  useLayoutEffect(() => {
    isStart = false
    if (!isHeld) return
    const timer = setTimeout(() => setHeld(false))
    return () => clearTimeout(timer)
  }, [isHeld])
  useLayoutEffect(() => {
    if (isLoaded) return
    let left = false
    loadScreen(name).then(
      () => left || arrived(name),
      (error: unknown) => left || setFailed({ name, error }),
    )
    return () => void (left = true)
  }, [name, isLoaded])
  if (isHeld) return null
  if (Loaded) return <Loaded key={name} />
  if (failed?.name === name) throw failed.error
  return <ProgressBar label="Loading the page" value={null} />
}
