import { useCallback, useEffect, useRef, useState } from 'react'
import { useHref, useLocation, useParams } from 'react-router'
import { formatTraceAddress, parseTraceAddress } from '../../../url/traceAddress.ts'
import type { TraceAddress } from '../../../url/traceAddress.ts'

export interface AddressSync {
  readonly address: TraceAddress
  /** Counts the addresses that came from outside: links, back and forward. What the store holds follows those only. */
  readonly arrival: number
  /** Changes the address and re-renders. */
  readonly change: (part: Partial<TraceAddress>) => void
  /** Changes the address bar only: for what lives in the store and changes all the time. */
  readonly note: (part: Partial<TraceAddress>) => void
  /** The whole address as it is now, absolute. */
  readonly deepLink: () => string
}

/** Browsers refuse when the address changes too often. */
const WRITE_MS = 250

/**
 * The address as state. The page writes it in place (no history entry per zoom step); what arrives from outside wins.
 *
 *   link, back ──► parse ──► address ──► page
 *                                ▲         │
 *   address bar ◄── replaceState ┴── change, note
 */
export function useTraceAddress(): AddressSync {
  const { id = '' } = useParams()
  const location = useLocation()
  const base = useHref('/').replace(/\/$/, '')
  const from = `${location.key} ${id} ${location.search}`
  const [state, setState] = useState(() => ({ from, arrival: 0, address: parse(id, location.search) }))
  const latest = useRef(state.address)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  let current = state
  if (state.from !== from) {
    current = { from, arrival: state.arrival + 1, address: parse(id, location.search) }
    setState(current)
  }
  const arrived = current.arrival
  const arrivedAddress = current.address
  const seen = useRef(arrived)
  useEffect(() => {
    // Only an arrival counts here; later changes have been noted already, the first of them before this runs.
    if (seen.current === arrived) return
    seen.current = arrived
    latest.current = arrivedAddress
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [arrived])

  const write = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      timer.current = undefined
      window.history.replaceState(window.history.state, '', base + formatTraceAddress(latest.current))
    }, WRITE_MS)
  }, [base])
  // Leaving the page, a pending write would change the next page's address.
  useEffect(() => () => clearTimeout(timer.current), [from])

  const note = useCallback(
    (part: Partial<TraceAddress>) => {
      const next = { ...latest.current, ...part }
      if (formatTraceAddress(next) === formatTraceAddress(latest.current)) return
      latest.current = next
      write()
    },
    [write],
  )
  const change = useCallback(
    (part: Partial<TraceAddress>) => {
      note(part)
      setState((before) => ({ ...before, address: { ...before.address, ...part } }))
    },
    [note],
  )
  const deepLink = useCallback(
    () => new URL(base + formatTraceAddress(latest.current), window.location.origin).href,
    [base],
  )
  return { address: current.address, arrival: current.arrival, change, note, deepLink }
}

const parse = (id: string, search: string) => parseTraceAddress(id, new URLSearchParams(search))
