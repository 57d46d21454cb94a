import { useState } from 'react'
import { exportComparison } from '../../data/workerClient.ts'
import { copyText } from '../../ui/CopyButton.tsx'
import { Select } from '../../ui/Select.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './Compare.module.css'

const FORMATS = [
  { value: '', label: 'Choose…' },
  { value: 'copy-link', label: 'Copy the link' },
  { value: 'copy-markdown', label: 'Copy as Markdown' },
  { value: 'markdown', label: 'Save Markdown' },
  { value: 'json', label: 'Save JSON' },
] as const
type Format = (typeof FORMATS)[number]['value']

/** For the postmortem: what differs, as text, redacted. */
export function ExportComparison({
  comparison,
  clocks,
}: {
  readonly comparison: ComparisonView
  readonly clocks: CompareAddress['clocks']
}) {
  const [message, setMessage] = useState('')
  const run = async (format: Exclude<Format, ''>) => {
    setMessage('Working…')
    try {
      if (format === 'copy-link')
        return setMessage((await copyText(location.href)) ? 'Copied.' : 'Copying is not allowed here.')
      const kind = format === 'json' ? 'json' : 'markdown'
      const text = await exportComparison(comparison.keyA, comparison.keyB, { clocks, minGapUs: null }, kind)
      const head = kind === 'markdown' ? `${linksOf(comparison)}\n\n` : ''
      if (format === 'copy-markdown')
        return setMessage((await copyText(head + text)) ? 'Copied.' : 'Copying is not allowed here; save it instead.')
      saveText(`comparison.${kind === 'json' ? 'json' : 'md'}`, head + text)
      setMessage('Saved.')
    } catch (error) {
      setMessage(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return (
    <span className={styles.export}>
      <Select<Format>
        label="Export"
        options={FORMATS}
        value=""
        onValueChange={(format) => format !== '' && void run(format)}
      />
      <span role="status">{message}</span>
    </span>
  )
}

/** Where the traces are, with absolute UTC times: what a reader needs years later. */
function linksOf({ a, b }: ComparisonView): string {
  const link = (name: string, trace: ComparisonView['a']['trace']) =>
    `${name}: ${new URL(`trace/${trace.traceId}`, document.baseURI).href} (${new Date(Number(trace.epochUs / 1000n)).toISOString()})`
  return `${link('A', a.trace)}  \n${link('B', b.trace)}`
}

function saveText(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
