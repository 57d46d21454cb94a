import { Maximize, Minus, Plus } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { IconButton } from './Button.tsx'
import styles from './GraphCanvas.module.css'
import { VisuallyHidden } from './VisuallyHidden.tsx'

/** A point of a picture: a node, an edge, or nothing (-1, -1). */
export interface PictureHit {
  readonly node: number
  readonly edge: number
}

export const NO_HIT: PictureHit = { node: -1, edge: -1 }

/** What draws into the canvas. Lives outside React: panning, zooming and hovering render nothing. */
export interface PictureEngine {
  select(hit: PictureHit): void
  reveal(node: number): void
  zoomBy(factor: number): void
  panBy(dxPx: number, dyPx: number): void
  fit(): void
  destroy(): void
}

export interface PictureEvents {
  readonly canvas: HTMLCanvasElement
  readonly minimap: HTMLCanvasElement
  readonly onHover: (hit: PictureHit, clientX: number, clientY: number) => void
  readonly onChoose: (hit: PictureHit) => void
  readonly onFitChange: (fits: boolean) => void
}

interface GraphCanvasProps<Engine extends PictureEngine> {
  /** Its accessible name. */
  readonly label: string
  readonly create: (events: PictureEvents) => Engine
  /** Called when it, or the engine, changes: hands the engine what to draw. */
  readonly show: (engine: Engine) => void
  readonly engineRef: RefObject<Engine | null>
  readonly selected: PictureHit
  readonly onSelect: (hit: PictureHit) => void
  /** One sentence about what is under the pointer or selected; '' for nothing. */
  readonly describe: (hit: PictureHit) => string
  /** Where a key leads from the selected node; null: nowhere. */
  readonly walk: (node: number, key: string) => number | null
  /** Enter, or a double click. */
  readonly onOpen?: (node: number) => void
  readonly counts: { readonly nodes: number; readonly edges: number }
}

const PAN_PX = 60
const PAN: Record<string, readonly [number, number]> = {
  ArrowLeft: [PAN_PX, 0],
  ArrowRight: [-PAN_PX, 0],
  ArrowUp: [0, PAN_PX],
  ArrowDown: [0, -PAN_PX],
}

/** A graph on a canvas with a minimap. One stop for the keyboard: arrows walk along edges, what they reach is announced. */
export function GraphCanvas<Engine extends PictureEngine>(props: GraphCanvasProps<Engine>) {
  const { label, create, show, engineRef, selected, onSelect, describe, walk, onOpen, counts } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const minimap = useRef<HTMLCanvasElement>(null)
  const tip = useRef<HTMLDivElement>(null)
  const [fits, setFits] = useState(true)
  const latest = useRef({ onSelect, describe })
  latest.current = { onSelect, describe }

  useEffect(() => {
    const engine = create({
      canvas: canvas.current!,
      minimap: minimap.current!,
      onHover: (hit, x, y) => moveTip(tip.current!, latest.current.describe(hit), x, y),
      onChoose: (hit) => latest.current.onSelect(hit),
      onFitChange: setFits,
    })
    engineRef.current = engine
    return () => {
      engine.destroy()
      engineRef.current = null
    }
  }, [create, engineRef])
  useEffect(() => {
    if (engineRef.current) show(engineRef.current)
  }, [show, engineRef])
  useEffect(() => {
    engineRef.current?.select(selected)
    engineRef.current?.reveal(selected.node)
  }, [selected, show, engineRef])

  const onKeyDown = (event: KeyboardEvent) => {
    const engine = engineRef.current
    if (!engine || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') return onSelect(NO_HIT)
    const pan = event.shiftKey ? PAN[event.key] : undefined
    if (pan) engine.panBy(pan[0], pan[1])
    else if (event.key === '+' || event.key === '=') engine.zoomBy(1.3)
    else if (event.key === '-') engine.zoomBy(1 / 1.3)
    else if (event.key === '0') engine.fit()
    else if (event.key === 'Enter' && selected.node !== -1) onOpen?.(selected.node)
    else {
      const next = walk(selected.node, event.key)
      if (next === null) return
      onSelect({ node: next, edge: -1 })
    }
    event.preventDefault()
  }
  return (
    <div className={styles.box}>
      <div
        role="application"
        tabIndex={0}
        aria-label={label}
        aria-describedby="graph-keys"
        className={styles.focus}
        onKeyDown={onKeyDown}
        onDoubleClick={() => {
          if (selected.node !== -1) onOpen?.(selected.node)
        }}
      >
        <canvas
          ref={canvas}
          className={styles.canvas}
          data-testid="graph-canvas"
          data-edges={counts.edges}
          data-nodes={counts.nodes}
        />
      </div>
      <VisuallyHidden>
        <span id="graph-keys">
          Arrow keys walk along edges: right to a callee, left to a caller, up and down within a column. Plus and minus
          zoom, 0 fits, Shift with arrows pans.
        </span>
        <span aria-live="polite">{describe(selected)}</span>
      </VisuallyHidden>
      <div ref={tip} className={styles.tip} hidden />
      <canvas ref={minimap} className={styles.minimap} aria-hidden="true" hidden />
      <div className={styles.zoomButtons}>
        <IconButton label="Zoom in" shortcut="+" tone="normal" onClick={() => engineRef.current?.zoomBy(1.4)}>
          <Plus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label="Zoom out" shortcut="-" tone="normal" onClick={() => engineRef.current?.zoomBy(1 / 1.4)}>
          <Minus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Fit the graph"
          shortcut="0"
          tone="normal"
          disabled={fits}
          onClick={() => engineRef.current?.fit()}
        >
          <Maximize size={15} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}

/** The tooltip follows the pointer outside React. Text only. */
function moveTip(tip: HTMLDivElement, text: string, x: number, y: number) {
  tip.hidden = text === ''
  if (text === '') return
  tip.textContent = text
  const left = Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8)
  const top = y + 18 + tip.offsetHeight > window.innerHeight ? y - tip.offsetHeight - 10 : y + 18
  tip.style.transform = `translate(${Math.max(8, left)}px, ${top}px)`
}
