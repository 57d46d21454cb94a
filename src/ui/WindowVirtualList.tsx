import { measureElement, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { useIsDrawn } from './useIsDrawn.ts'
import type { ListProps } from './List.tsx'
import styles from './List.module.css'

interface WindowVirtualListProps extends ListProps {
  /** A first guess; rows are measured. */
  readonly estimatePx: number
  readonly overscan?: number
}

/** A list of which only the rows on screen exist, scrolled with the page. */
export function WindowVirtualList({
  estimatePx,
  overscan = 8,
  className,
  label,
  count,
  rowKey,
  renderRow,
}: WindowVirtualListProps) {
  const box = useRef<HTMLDivElement>(null)
  /** null: not laid out yet, so that it is not known which rows are on screen. */
  const [laidOutPx, setOffsetPx] = useState<number | null>(null)
  const offsetPx = laidOutPx ?? 0
  // First what is seen, in as little time as it takes.
  const isDrawn = useIsDrawn()
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
    count: laidOutPx === null ? 0 : count,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    estimateSize: () => estimatePx,
    // A new row is measured by the observer, after the frame's own layout and before it is painted: to ask at once would make another.
    measureElement: (row, entry, list) =>
      entry
        ? measureElement(row, entry, list)
        : (list.itemSizeCache.get(list.options.getItemKey(list.indexFromElement(row))) ?? estimatePx),
    getItemKey: rowKey,
    overscan: isDrawn ? overscan : 1,
    scrollMargin: offsetPx,
  })
  return (
    <div ref={box} className={className}>
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
    </div>
  )
}
