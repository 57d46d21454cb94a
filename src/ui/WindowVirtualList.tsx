import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
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
    count,
    estimateSize: () => estimatePx,
    getItemKey: rowKey,
    overscan,
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
