import { useState, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { AddressSync } from '../address/useTraceAddress.ts'
import { FindBox } from '../header/FindBox.tsx'
import type { TraceStore } from '../traceStore.ts'
import { matchNumber, stepMatch } from './stepMatch.ts'
import { useFind } from './useFind.ts'

interface FindInTraceProps {
  readonly view: TraceView
  readonly options: ViewOptions
  readonly store: TraceStore
  readonly sync: AddressSync
  readonly inputRef: RefObject<HTMLInputElement | null>
}

/** The find box and its text, which nothing else of the page is drawn by: a key draws this alone. */
export function FindInTrace({ view, options, store, sync, inputRef }: FindInTraceProps) {
  const { address, arrival, note } = sync
  const [typed, setTyped] = useState({ text: address.find, arrival })
  // An address that comes from outside wins.
  const text = typed.arrival === arrival ? typed.text : address.find
  const { found, look, prepare } = useFind(view, options, store, text)
  const selected = useStore(store, ({ selection }) => selection?.span ?? null)
  const change = (next: string) => {
    look(next)
    note({ find: next })
    setTyped({ text: next, arrival })
  }
  const stepTo = (direction: 'forward' | 'backward') => {
    const next = found.spans && stepMatch(found.spans, selected, direction)
    if (next !== null) store.getState().revealSpan(next)
  }
  return (
    <FindBox
      text={text}
      onChange={change}
      onFocus={prepare}
      count={found.spans?.length ?? null}
      current={found.spans ? matchNumber(found.spans, selected) : 0}
      done={found.done}
      busy={found.text !== text.trim()}
      onStep={stepTo}
      inputRef={inputRef}
    />
  )
}
