import { useEffect, useState } from 'react'
import { findInTrace } from '../../../data/workerClient.ts'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'

export interface Found {
  /** In trace order; null while nothing is looked for. */
  readonly spans: Uint32Array | null
  readonly done: boolean
}

const NOTHING: Found = { spans: null, done: true }
/** Less than between two keys of a fast hand: a search that is overtaken is stopped. */
const TYPING_MS = 30

/** Looks for a text in the worker and marks what matches; results come while the search goes on. */
export function useFind(view: TraceView, options: ViewOptions, store: TraceStore, text: string): Found {
  const [found, setFound] = useState(NOTHING)
  const { clocks, minGapUs } = options
  useEffect(() => {
    const show = (next: Found) => {
      setFound(next)
      store.getState().setMatches(next.spans)
    }
    if (text.trim() === '') {
      show(NOTHING)
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      findInTrace(view.key, { clocks, minGapUs }, text.trim(), abort.signal, ({ spans, done }) =>
        show({ spans, done }),
      ).catch(() => {
        if (!abort.signal.aborted) show({ spans: new Uint32Array(), done: true })
      })
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [view, clocks, minGapUs, store, text])
  return found
}
