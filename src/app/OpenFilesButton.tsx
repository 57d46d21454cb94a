import { FolderOpen } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from '../ui/Button.tsx'

/** Opens the system's file picker. */
export function OpenFilesButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label="Open trace files" onClick={() => input.current?.click()}>
        <FolderOpen size={16} aria-hidden="true" />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Trace files"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same file may be chosen again.
          target.value = ''
        }}
      />
    </>
  )
}
