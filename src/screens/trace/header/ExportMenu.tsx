import { Menu } from '@base-ui/react/menu'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { exportTrace } from '../../../data/workerClient.ts'
import type { ExportFormat, TraceView, ViewOptions } from '../../../worker/protocol.ts'
import { buttonClass } from '../../../ui/Button.tsx'
import { copyText } from '../../../ui/CopyButton.tsx'
import { saveFile } from '../../../ui/saveFile.ts'
import styles from './ExportMenu.module.css'

export interface ExportMenuProps {
  readonly view: TraceView
  readonly options: ViewOptions
  readonly services: readonly string[]
  readonly trigger: ReactNode
}

interface Entry {
  readonly label: string
  readonly format: ExportFormat
  readonly how: 'copy' | 'save'
}

const REPORT: readonly Entry[] = [
  { label: 'Copy report as Markdown', format: 'markdown', how: 'copy' },
  { label: 'Copy report as JSON', format: 'json', how: 'copy' },
  { label: 'Download report as Markdown', format: 'markdown', how: 'save' },
  { label: 'Download report as JSON', format: 'json', how: 'save' },
]
const TRACE: readonly Entry[] = [
  { label: 'Download trace as Jaeger JSON', format: 'jaeger', how: 'save' },
  { label: 'Download trace as OTLP JSON', format: 'otlp', how: 'save' },
]
const SUFFIX: Record<ExportFormat, string> = {
  markdown: 'report.md',
  json: 'report.json',
  jaeger: 'jaeger.json',
  otlp: 'otlp.json',
}

/** The analysis as text and the trace as a file, secrets redacted in both. */
export function ExportMenu({ view, options, services, trigger }: ExportMenuProps) {
  const [message, setMessage] = useState('')
  const run = async ({ format, how }: Entry) => {
    setMessage('Working…')
    try {
      const blob = await exportTrace(view.key, options, format, services)
      if (how === 'save') saveFile(`trace-${view.trace.traceId.slice(0, 12)}.${SUFFIX[format]}`, blob.type, blob)
      const ok = how === 'save' || (await copyText(await blob.text()))
      setMessage(ok ? (how === 'save' ? 'Saved.' : 'Copied.') : 'Copying is not allowed here; download it instead.')
    } catch (error) {
      setMessage(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const item = (entry: Entry) => (
    <Menu.Item key={entry.label} className={styles.item} onClick={() => void run(entry)}>
      {entry.label}
    </Menu.Item>
  )
  return (
    <span className={styles.root}>
      <span role="status" className={styles.message}>
        {message}
      </span>
      <Menu.Root defaultOpen>
        <Menu.Trigger className={buttonClass({ size: 'small' })}>{trigger}</Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className={styles.positioner} sideOffset={4} align="end">
            <Menu.Popup className={styles.popup}>
              {REPORT.map(item)}
              <Menu.Separator className={styles.separator} />
              {TRACE.map(item)}
              <p className={styles.note}>Secrets are redacted.</p>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  )
}
