import { useVirtualizer, useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import type { ListProps } from './List.tsx'
import styles from './VirtualList.module.css'

interface VirtualListProps extends ListProps {
  /** A first guess; rows are measured. */
  readonly estimatePx: number
  readonly overscan?: number
}

/** A list of which only the rows on screen exist, in a scroller of its own. */
export function VirtualList({ estimatePx, overscan = 8, className, ...list }: VirtualListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: list.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatePx,
    getItemKey: list.rowKey,
    overscan,
  })
  return (
    <div ref={scroller} className={className ? `${styles.scroller} ${className}` : styles.scroller}>
      <Rows virtualizer={virtualizer} offsetPx={0} {...list} />
    </div>
  )
}

/** The same, scrolled with the page. */
export function WindowVirtualList({ estimatePx, overscan = 8, className, ...list }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null)
  const [offsetPx, setOffsetPx] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      const top = box.current ? Math.round(box.current.getBoundingClientRect().top + window.scrollY) : 0
      setOffsetPx(top)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: list.count,
    estimateSize: () => estimatePx,
    getItemKey: list.rowKey,
    overscan,
    scrollMargin: offsetPx,
  })
  return (
    <div ref={box} className={className}>
      <Rows virtualizer={virtualizer} offsetPx={offsetPx} {...list} />
    </div>
  )
}

interface RowsProps extends Pick<VirtualListProps, 'label' | 'count' | 'renderRow'> {
  readonly virtualizer:
    | {
        getTotalSize(): number
        getVirtualItems(): VirtualItem[]
        measureElement: (element: HTMLLIElement | null) => void
      }
    | Virtualizer<HTMLDivElement, Element>
  readonly offsetPx: number
}

function Rows({ virtualizer, offsetPx, label, count, renderRow }: RowsProps) {
  return (
    <ul role="list" aria-label={label} className={styles.list} style={{ height: `${virtualizer.getTotalSize()}px` }}>
      {virtualizer.getVirtualItems().map((item) => (
        <li
          key={item.key}
          ref={virtualizer.measureElement}
          data-index={item.index}
          aria-setsize={count}
          aria-posinset={item.index + 1}
          className={styles.row}
          style={{ transform: `translateY(${item.start - offsetPx}px)` }}
        >
          {renderRow(item.index)}
        </li>
      ))}
    </ul>
  )
}
