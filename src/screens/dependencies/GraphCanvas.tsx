import { Maximize, Minus, Plus } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import type { GraphLayout } from '../../layout/graphLayout.ts'
import { formatCount } from '../../lib/format.ts'
import { IconButton } from '../../ui/Button.tsx'
import styles from './Dependencies.module.css'
import { describeEdge, describeNode } from './describe.ts'
import { createGraphView, type GraphHit, type GraphView } from './graphView.ts'
import { neighbourByKey } from './walkGraph.ts'

interface GraphCanvasProps {
  readonly graph: ServiceGraph
  readonly layout: GraphLayout
  readonly selected: GraphHit
  readonly onSelect: (hit: GraphHit) => void
  /** Enter, or a double click: draw the graph around this service. */
  readonly onFocus: (service: string) => void
  readonly viewRef: RefObject<GraphView | null>
}

const PAN_PX = 60

/** The picture. One stop for the keyboard: arrows walk along edges, what they reach is announced. */
export function GraphCanvas({ graph, layout, selected, onSelect, onFocus, viewRef }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const minimap = useRef<HTMLCanvasElement>(null)
  const tip = useRef<HTMLDivElement>(null)
  const [fits, setFits] = useState(true)
  const chosen = useRef({ onSelect, graph })
  chosen.current = { onSelect, graph }

  useEffect(() => {
    const view = createGraphView({
      canvas: canvas.current!,
      minimap: minimap.current!,
      onHover: (hit, x, y) => showTip(tip.current!, chosen.current.graph, hit, x, y),
      onChoose: (hit) => chosen.current.onSelect(hit),
      onView: ({ k }) => {
        const fit = view.picture()?.scene.frame.fit.k ?? k
        setFits(Math.abs(k - fit) < 0.001)
      },
    })
    viewRef.current = view
    return () => {
      view.destroy()
      viewRef.current = null
    }
  }, [viewRef])
  useEffect(() => viewRef.current?.show(graph, layout), [graph, layout, viewRef])
  useEffect(() => {
    viewRef.current?.select(selected)
    viewRef.current?.reveal(selected.node)
  }, [selected, graph, layout, viewRef])

  const onKeyDown = (event: KeyboardEvent) => {
    const view = viewRef.current
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return
    const done = () => event.preventDefault()
    if (event.shiftKey && event.key.startsWith('Arrow')) {
      const by = { ArrowLeft: [PAN_PX, 0], ArrowRight: [-PAN_PX, 0], ArrowUp: [0, PAN_PX], ArrowDown: [0, -PAN_PX] }[event.key]
      if (by) view.panBy(by[0], by[1])
      return done()
    }
    if (event.key === '+' || event.key === '=') return done(), view.zoomBy(1.3)
    if (event.key === '-') return done(), view.zoomBy(1 / 1.3)
    if (event.key === '0') return done(), view.fit()
    if (event.key === 'Escape') return onSelect({ node: -1, edge: -1 })
    if (event.key === 'Enter' && selected.node !== -1) return done(), onFocus(graph.nodes[selected.node].name)
    const next = neighbourByKey(graph, layout, selected.node, event.key)
    if (next === null) return
    done()
    onSelect({ node: next, edge: -1 })
  }

  const said =
    selected.node !== -1 && graph.nodes[selected.node]
      ? describeNode(graph, selected.node)
      : selected.edge !== -1 && graph.edges[selected.edge]
        ? describeEdge(graph, selected.edge)
        : ''
  return (
    <div className={styles.canvasBox}>
      <div
        role="application"
        tabIndex={0}
        aria-label={`Service graph: ${formatCount(graph.nodes.length)} services, ${formatCount(graph.edges.length)} edges`}
        aria-describedby="graph-keys"
        className={styles.canvasFocus}
        onKeyDown={onKeyDown}
        onDoubleClick={() => {
          if (selected.node !== -1) onFocus(graph.nodes[selected.node].name)
        }}
      >
        <canvas ref={canvas} className={styles.canvas} data-testid="graph-canvas" data-edges={graph.edges.length} data-nodes={graph.nodes.length} />
      </div>
      <span id="graph-keys" className={styles.hiddenText}>
        Arrow keys walk along edges: right to a callee, left to a caller, up and down within a column. Enter draws the graph around the service,
        plus and minus zoom, 0 fits, Shift with arrows pans. The table below holds the same.
      </span>
      <span aria-live="polite" className={styles.hiddenText}>
        {said}
      </span>
      <div ref={tip} className={styles.tip} hidden />
      <canvas ref={minimap} className={styles.minimap} aria-hidden="true" hidden />
      <div className={styles.zoomButtons}>
        <IconButton label="Zoom in" shortcut="+" tone="normal" onClick={() => viewRef.current?.zoomBy(1.4)}>
          <Plus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label="Zoom out" shortcut="-" tone="normal" onClick={() => viewRef.current?.zoomBy(1 / 1.4)}>
          <Minus size={15} aria-hidden="true" />
        </IconButton>
        <IconButton label="Fit the graph" shortcut="0" tone="normal" disabled={fits} onClick={() => viewRef.current?.fit()}>
          <Maximize size={15} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}

/** The tooltip follows the pointer outside React: hovering renders nothing. Text only. */
function showTip(tip: HTMLDivElement, graph: ServiceGraph, hit: GraphHit, x: number, y: number) {
  const text = hit.node !== -1 ? describeNode(graph, hit.node) : hit.edge !== -1 ? describeEdge(graph, hit.edge) : ''
  tip.hidden = text === ''
  if (text === '') return
  tip.textContent = text
  const left = Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8)
  const top = y + 18 + tip.offsetHeight > window.innerHeight ? y - tip.offsetHeight - 10 : y + 18
  tip.style.transform = `translate(${Math.max(8, left)}px, ${top}px)`
}
