import { Download } from 'lucide-react'
import { lazy, use, useState, type RefObject } from 'react'
import { exportComparison } from '../../data/workerClient.ts'
import { isoTime } from '../../lib/isoTime.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { Trace } from '../../model/trace.ts'
import { copyText } from '../../ui/CopyButton.tsx'
import { MenuButton } from '../../ui/MenuButton.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import { saveFile } from '../../ui/saveFile.ts'
import styles from './Compare.module.css'
import type { ComparisonFormat } from './ExportMenu.tsx'
import type { ListedRows } from './MergedTreeGrid.tsx'
import { SavedFrom } from './TraceLink.tsx'

const ExportMenu = lazy(() => import('./ExportMenu.tsx').then((module) => ({ default: module.ExportMenu })))

interface ExportComparisonProps {
  readonly comparison: ComparisonView
  readonly address: CompareAddress
  /** The tree as it is shown now. */
  readonly listed: RefObject<ListedRows>
}

/** For the postmortem: what differs, as text and as a picture of the tree as it is shown; redacted. */
export function ExportComparison({ comparison, address, listed }: ExportComparisonProps) {
  const { clocks, view } = address
  const savedFrom = use(SavedFrom)
  const isSaved = savedFrom !== null
  const [message, setMessage] = useState('')
  const run = async (format: ComparisonFormat) => {
    setMessage('Working…')
    try {
      if (format === 'copy-link')
        return setMessage((await copyText(location.href)) ? 'Copied.' : 'Copying is not allowed here.')
      if (format === 'svg' || format === 'png') {
        const { savePicture } = await import('./savePicture.ts')
        await savePicture(format, comparison, listed.current, view === 'side')
        return setMessage('Saved.')
      }
      if (format === 'html') {
        const { savePage } = await import('./savePage.ts')
        await savePage(comparison, address)
        return setMessage('Saved: both traces are in the file, redacted.')
      }
      const kind = format === 'json' ? 'json' : 'markdown'
      const text = await exportComparison(comparison.keyA, comparison.keyB, { clocks, minGapUs: null }, kind)
      const head = kind === 'markdown' ? `${linksOf(comparison, address, savedFrom ?? document.baseURI)}\n\n` : ''
      if (format === 'copy-markdown')
        return setMessage((await copyText(head + text)) ? 'Copied.' : 'Copying is not allowed here; save it instead.')
      saveFile(`comparison.${kind === 'json' ? 'json' : 'md'}`, 'text/plain;charset=utf-8', head + text)
      setMessage('Saved.')
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
        {(trigger) => <ExportMenu isSaved={isSaved} trigger={trigger} onChoose={(format) => void run(format)} />}
      </MenuButton>
    </span>
  )
}

/** Where the traces are, with absolute UTC times: what a reader needs years later. A file's trace is at no address. */
function linksOf({ a, b }: ComparisonView, names: Pick<CompareAddress, 'a' | 'b'>, base: string): string {
  const link = (side: string, name: string | null, { traceId, epochUs }: Trace) => {
    const isAtAddress = base !== '' && !isFileTrace(name ?? '')
    const where = isAtAddress ? new URL(`trace/${traceId}`, base).href : `trace ${traceId}`
    return `${side}: ${where} (${isoTime(Number(epochUs / 1000n)) ?? `${epochUs} µs`})`
  }
  return `${link('A', names.a, a.trace)}  \n${link('B', names.b, b.trace)}`
}
