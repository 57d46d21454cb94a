import { lazy, Suspense, useCallback, useState } from 'react'
import { DropHere } from './DropHere.tsx'
import { useFileDrop } from './useFileDrop.ts'

const OpenFilesDialog = lazy(() =>
  import('./OpenFilesDialog.tsx').then((module) => ({ default: module.OpenFilesDialog })),
)

interface Batch {
  readonly id: number
  readonly files: readonly File[]
}

/** Opens the files that are chosen, or dropped anywhere on the page. `chosen` is another array for each choice. */
export function OpenFiles({ chosen }: { readonly chosen: readonly File[] }) {
  const [batches, setBatches] = useState<readonly Batch[]>([])
  const add = useCallback((files: readonly File[]) => {
    if (files.length > 0) setBatches((before) => [...before, { id: (before.at(-1)?.id ?? 0) + 1, files }])
  }, [])
  const [taken, setTaken] = useState<readonly File[]>(NO_FILES)
  if (chosen !== taken) {
    setTaken(chosen)
    add(chosen)
  }
  const isDropping = useFileDrop(add)
  return (
    <>
      {isDropping && <DropHere />}
      {batches.map(({ id, files }) => (
        <Suspense key={id} fallback={null}>
          <OpenFilesDialog
            files={files}
            onClose={() => setBatches((before) => before.filter((batch) => batch.id !== id))}
          />
        </Suspense>
      ))}
    </>
  )
}

const NO_FILES: readonly File[] = []
