import { useEffect, useState } from 'react'

/** Files dropped anywhere on the page are handed over; true while some are dragged over it. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const controller = new AbortController()
    const on = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      document.addEventListener(type, (event) => event.dataTransfer?.types.includes('Files') && handle(event), {
        signal: controller.signal,
      })
    // Only leaving the window counts: inside, one element is left for the next.
    on('dragleave', (event) => event.relatedTarget === null && setOver(false))
    on('dragover', (event) => {
      event.preventDefault()
      setOver(true)
    })
    on('drop', (event) => {
      event.preventDefault()
      setOver(false)
      onFiles([...(event.dataTransfer?.files ?? [])])
    })
    return () => controller.abort()
  }, [onFiles])
  return isOver
}
