import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { findInTrace } from '../../../data/workerClient.ts'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'

export interface Found {
  /** In trace order; null while nothing is looked for. Until a new text has an answer, what the one before found. */
  readonly spans: Uint32Array | null
  readonly done: boolean
}

interface Search {
  readonly view: TraceView
  readonly clocks: ViewOptions['clocks']
  readonly text: string
  readonly abort: AbortController
}

const NOTHING: Found = { spans: null, done: true }

/**
 * Looks for a text in the worker and marks what matches; results come while the search goes on. `look` asks at once, before the page
 * is drawn with the new text: the worker is another thread, and a key that follows stops what it does.
 */
export function useFind(view: TraceView, { clocks, minGapUs }: ViewOptions, store: TraceStore, text: string) {
  const [found, setFound] = useState(NOTHING)
  const latest = useRef<Search | null>(null)

  const look = (wanted: string) => {
    const wantedText = wanted.trim()
    const before = latest.current
    if (before && before.view === view && before.clocks === clocks && before.text === wantedText) return
    before?.abort.abort()
    const abort = new AbortController()
    latest.current = { view, clocks, text: wantedText, abort }
    const show = (next: Found) => {
      setFound(next)
      store.getState().setMatches(next.spans)
    }
    if (wantedText === '') return show(NOTHING)
    findInTrace(view.key, { clocks, minGapUs }, wantedText, abort.signal, show).catch(() => {
      if (!abort.signal.aborted) show({ spans: new Uint32Array(), done: true })
    })
    setFound(({ spans }) => ({ spans, done: false }))
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
