import { useQueryClient } from '@tanstack/react-query'
import { exportTypical } from '../../data/typicalQuery.ts'
import { saveFile } from '../../ui/saveFile.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { addressOf, describeTrace } from './describeTrace.ts'
import { copyAndTell, ExportButton } from './ExportButton.tsx'

const GROUPS = [
  [{ format: 'copy-link', label: 'Copy link' }],
  [
    { format: 'copy-markdown', label: 'Copy as Markdown' },
    { format: 'markdown', label: 'Download as Markdown' },
    { format: 'json', label: 'Download as JSON' },
  ],
] as const
type TypicalFormat = (typeof GROUPS)[number][number]['format']

interface ExportTypicalProps {
  readonly view: TraceView
  /** The traces it is held against, by name. */
  readonly others: readonly string[]
  readonly address: CompareAddress
}

/** One trace against many as text; a link names the many, so that it tells the same tomorrow. */
export function ExportTypical({ view, others, address }: ExportTypicalProps) {
  const client = useQueryClient()
  const { clocks } = address
  const run = async (format: TypicalFormat): Promise<string> => {
    const base = document.baseURI
    const link = addressOf({ ...address, cohort: others }, base)
    if (format === 'copy-link') return copyAndTell(link ?? location.href, 'Copying is not allowed here.')
    const kind = format === 'json' ? 'json' : 'markdown'
    const text = await exportTypical(client, view.key, others, { clocks, minGapUs: null }, kind)
    const links = [describeTrace(view.name, view.trace, base), ...(link ? [`Against the others: ${link}`] : [])]
    const head = kind === 'markdown' ? `${links.join('  \n')}\n\n` : ''
    if (format === 'copy-markdown') return copyAndTell(head + text, 'Copying is not allowed here; save it instead.')
    saveFile(`typical.${kind === 'json' ? 'json' : 'md'}`, 'text/plain;charset=utf-8', head + text)
    return 'Saved.'
  }
  return <ExportButton groups={GROUPS} note="Names and times only: no tags are in it." onExport={run} />
}
