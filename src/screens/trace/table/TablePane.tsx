import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { tagColumnQuery, tagKeysQuery } from '../../../data/traceTables.ts'
import type { TraceView, ViewOptions } from '../../../worker/protocol.ts'
import type { TraceStore } from '../traceStore.ts'
import { TableView } from './TableView.tsx'
import { useLate } from '../../../ui/useLate.ts'

interface TablePaneProps {
  readonly view: TraceView
  readonly store: TraceStore
  readonly options: ViewOptions
  readonly onShow: () => void
}

/** The table with its data: tags are read in the worker. */
export function TablePane({ view, store, options, onShow }: TablePaneProps) {
  const [tagKey, setTagKey] = useState('')
  const { wanted } = useLate({ wanted: tagKey.trim() })
  const keys = useQuery(tagKeysQuery(view)).data ?? null
  const column = useQuery(tagColumnQuery(view, options, wanted)).data ?? null
  return (
    <TableView
      view={view}
      store={store}
      tagKeys={keys}
      tagKey={tagKey}
      onTagKey={setTagKey}
      tagColumn={wanted === '' ? null : column}
      onShow={onShow}
    />
  )
}
