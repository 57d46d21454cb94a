import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { loadOlder, progressKey, retryLacking } from '../../data/searchQuery.ts'
import type { SearchAddress } from '../../url/searchAddress.ts'

/** What can still be asked for after an answer: the page before, and what was lacking. */
export interface RestOfSearch {
  readonly busy: boolean
  readonly loadOlder: () => void
  readonly retryLacking: () => void
}

/** Where nothing can be asked for. */
export const NO_REST: RestOfSearch = { busy: false, loadOlder: () => {}, retryLacking: () => {} }

/** Another search, or leaving the page, stops what is under way. */
export function useRestOfSearch(asked: SearchAddress): RestOfSearch {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const running = useRef<AbortController | null>(null)
  const key = progressKey(asked)
  useEffect(
    () => () => {
      running.current?.abort()
      running.current = null
      setBusy(false)
    },
    [key],
  )
  const run = (ask: typeof loadOlder) => async () => {
    if (running.current) return
    const controller = new AbortController()
    running.current = controller
    setBusy(true)
    try {
      await ask(client, asked, controller.signal)
    } finally {
      if (running.current === controller) {
        running.current = null
        setBusy(false)
      }
    }
  }
  return { busy, loadOlder: () => void run(loadOlder)(), retryLacking: () => void run(retryLacking)() }
}
