import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { exportTrace } from '../../../data/workerClient.ts'
import type { ExportFormat, TraceView, ViewOptions } from '../../../worker/protocol.ts'
import { buttonClass } from '../../../ui/buttonClass.ts'
import { copyText } from '../../../ui/CopyButton.tsx'
import { saveFile } from '../../../ui/saveFile.ts'
import type { TraceStore } from '../traceStore.ts'
import menu from '../../../ui/Menu.module.css'
import styles from './ExportMenu.module.css'

export interface ExportMenuProps {
  readonly view: TraceView
  readonly options: ViewOptions
  readonly services: readonly string[]
  readonly store: TraceStore
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

const PICTURES = [
  { label: 'Download picture as SVG', format: 'svg' },
  { label: 'Download picture as PNG', format: 'png' },
] as const

/** The analysis as text, the trace as a file, the open rows as a picture. Secrets are redacted unless the reader says otherwise. */
export function ExportMenu({ view, options, services, store, trigger }: ExportMenuProps) {
  const [message, setMessage] = useState('')
  const [reveal, setReveal] = useState(false)
  const savePicture = async (format: 'svg' | 'png') => {
    setMessage('Working…')
    try {
      const { saveWaterfall } = await import('./saveWaterfall.ts')
      await saveWaterfall(format, store.getState())
      setMessage('Saved.')
    } catch (error) {
      setMessage(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const run = async ({ format, how }: Entry) => {
    setMessage('Working…')
    try {
      const blob = await exportTrace(view.key, options, format, services, reveal)
      if (how === 'save') saveFile(`trace-${view.trace.traceId.slice(0, 12)}.${SUFFIX[format]}`, blob.type, blob)
      const ok = how === 'save' || (await copyText(await blob.text()))
      setMessage(ok ? (how === 'save' ? 'Saved.' : 'Copied.') : 'Copying is not allowed here; download it instead.')
    } catch (error) {
      setMessage(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const item = (entry: Entry) => (
    <Menu.Item key={entry.label} className={menu.item} onClick={() => void run(entry)}>
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
          <Menu.Positioner className={menu.positioner} sideOffset={4} align="end">
            <Menu.Popup className={menu.popup}>
              {REPORT.map(item)}
              <Menu.Separator className={menu.separator} />
              {TRACE.map(item)}
              <Menu.Separator className={menu.separator} />
              {PICTURES.map(({ label, format }) => (
                <Menu.Item key={format} className={menu.item} onClick={() => void savePicture(format)}>
                  {label}
                </Menu.Item>
              ))}
              <Menu.Separator className={menu.separator} />
              <Menu.CheckboxItem
                className={menu.item}
                checked={!reveal}
                onCheckedChange={(redact) => setReveal(!redact)}
              >
                <span className={styles.tick} aria-hidden="true">
                  {!reveal && <Check size={13} />}
                </span>
                Redact secrets
              </Menu.CheckboxItem>
              <p className={reveal ? styles.warning : menu.note}>
                {reveal ? 'Secrets and personal data will be in the text and the files.' : 'In reports and files.'}
              </p>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  )
}
