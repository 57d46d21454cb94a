import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { findInTrace } from '../../../data/workerClient.ts'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'

export interface Found {
  /** In trace order; null while nothing is looked for. Until a new text has an answer, what the one before found. */
  readonly spans: Uint32Array | null
  readonly done: boolean
  /** The text that was looked for. */
  readonly text: string
}

interface Search {
  readonly view: TraceView
  readonly clocks: ViewOptions['clocks']
  readonly text: string
  readonly abort: AbortController
}

const NOTHING: Found = { spans: null, done: true, text: '' }

/**
 * Looks for a text in the worker and marks what matches; results come while the search goes on. `look` asks at once, before the page
 * is drawn with the new text: the worker is another thread, and a key that follows stops what it does.
 */
export function useFind(view: TraceView, { clocks, minGapUs }: ViewOptions, store: TraceStore, text: string) {
  const [found, setFound] = useState(NOTHING)
  const latest = useRef<Search | null>(null)
  const shown = useRef<Uint32Array | null>(null)

  const look = (typed: string) => {
    const wanted = typed.trim()
    const before = latest.current
    if (before && before.view === view && before.clocks === clocks && before.text === wanted) return
    before?.abort.abort()
    const abort = new AbortController()
    latest.current = { view, clocks, text: wanted, abort }
    const show = (spans: Uint32Array | null, done: boolean) => {
      // Typing on often leaves what is found as it is: then there is nothing to mark anew.
      if (before?.view !== view || !isSame(spans, shown.current)) {
        shown.current = spans
        store.getState().setMatches(spans)
      }
      setFound({ spans: shown.current, done, text: wanted })
    }
    if (wanted === '') return show(null, true)
    findInTrace(view.key, { clocks, minGapUs }, wanted, abort.signal, ({ spans, done }) => show(spans, done)).catch(
      () => {
        if (!abort.signal.aborted) show(new Uint32Array(), true)
      },
    )
  }
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => look(text), [view, clocks, text])
  useEffect(() => () => latest.current?.abort.abort(), [])

  /** Has the worker fetch what a search needs, so that the first key waits for nothing. */
  const prepare = () => {
    findInTrace(view.key, { clocks, minGapUs }, '', new AbortController().signal, () => {}).catch(() => {})
  }
  return { found, look, prepare }
}

function isSame(a: Uint32Array | null, b: Uint32Array | null): boolean {
  if (a === null || b === null || a.length !== b.length) return a === b
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
