import { Download } from 'lucide-react'
import { lazy, useState, type ReactNode } from 'react'
import { copyText } from '../../ui/CopyButton.tsx'
import { MenuButton } from '../../ui/MenuButton.tsx'
import { saveFile } from '../../ui/saveFile.ts'
import styles from './Compare.module.css'
import type { ExportMenu as ExportMenuComponent } from './ExportMenu.tsx'

const ExportMenu = lazy(() =>
  import('./ExportMenu.tsx').then((module) => ({ default: module.ExportMenu })),
) as unknown as typeof ExportMenuComponent

export type ExportGroups<Format extends string> = readonly (readonly {
  readonly format: Format
  readonly label: string
}[])[]

interface ExportButtonProps<Format extends string> {
  readonly groups: ExportGroups<Format>
  readonly note: string
  /** Does it, and tells what was done. */
  readonly onExport: (format: Format) => Promise<string>
}

/** A menu of exports, and what became of the last one. */
export function ExportButton<Format extends string>({ groups, note, onExport }: ExportButtonProps<Format>): ReactNode {
  const [message, setMessage] = useState('')
  const run = async (format: Format) => {
    setMessage('Working…')
    try {
      setMessage(await onExport(format))
    } catch (error) {
      setMessage(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const content = (
    <>
      <Download size={14} aria-hidden="true" />
      Export
    </>
  )
  return (
    <span className={styles.export}>
      <span role="status" className={styles.muted}>
        {message}
      </span>
      <MenuButton content={content}>
        {(trigger) => (
          <ExportMenu groups={groups} note={note} trigger={trigger} onChoose={(format) => void run(format)} />
        )}
      </MenuButton>
    </span>
  )
}

/** Copies, and tells whether it was allowed to. */
export const copyAndTell = async (text: string, otherwise: string): Promise<string> =>
  (await copyText(text)) ? 'Copied.' : otherwise

export const TEXT_FORMATS = [
  { format: 'copy-markdown', label: 'Copy as Markdown' },
  { format: 'markdown', label: 'Download as Markdown' },
  { format: 'json', label: 'Download as JSON' },
] as const
type TextFormat = (typeof TEXT_FORMATS)[number]['format']

/** Copies or saves a text, as Markdown with its links above it, and tells what was done. `name`: the file's, without its ending. */
export async function giveText(
  format: TextFormat,
  name: string,
  links: readonly string[],
  textAs: (kind: 'markdown' | 'json') => Promise<string>,
): Promise<string> {
  const text = format === 'json' ? await textAs('json') : `${links.join('  \n')}\n\n${await textAs('markdown')}`
  if (format === 'copy-markdown') return copyAndTell(text, 'Copying is not allowed here; save it instead.')
  saveFile(`${name}.${format === 'json' ? 'json' : 'md'}`, 'text/plain;charset=utf-8', text)
  return 'Saved.'
}
