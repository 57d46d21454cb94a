import { useRef } from 'react'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { plural } from '../../lib/format.ts'
import { parseGraphJson } from '../../report/writeGraph.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './Dependencies.module.css'

/** A graph that was saved as JSON and is shown in place of the live one. */
export interface OpenedGraph {
  readonly name: string
  /** Null: the file is no graph that was saved here. */
  readonly graph: ServiceGraph | null
  readonly traceCount: number
}

export function OpenGraph({ onOpen }: { readonly onOpen: (opened: OpenedGraph) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const open = async (file: File | undefined) => {
    if (!file) return
    const parsed = parseGraphJson(await file.text().catch(() => ''))
    onOpen({ name: file.name, graph: parsed?.graph ?? null, traceCount: parsed?.traceCount ?? 0 })
  }
  return (
    <>
      <Button onClick={() => input.current?.click()}>Open saved…</Button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="A graph saved as JSON"
        onChange={(event) => {
          void open(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </>
  )
}

/** Says which file is shown, or why it is not. */
export function OpenedNote({ opened, onClose }: { readonly opened: OpenedGraph; readonly onClose: () => void }) {
  return (
    <div className={styles.status}>
      {opened.graph ? (
        <p role="status">
          Shown is the saved graph {opened.name}
          {opened.traceCount > 0 && `, with evidence from ${plural(opened.traceCount, 'trace')}`}.
        </p>
      ) : (
        <p role="alert">{opened.name} is not a graph that this page saved as JSON. Nothing was changed.</p>
      )}
      <Button size="small" onClick={onClose}>
        {opened.graph ? 'Back to the live graph' : 'Close'}
      </Button>
    </div>
  )
}
