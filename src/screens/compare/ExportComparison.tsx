import { use, type RefObject } from 'react'
import { exportComparison } from '../../data/workerClient.ts'
import { saveFile } from '../../ui/saveFile.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import { copyAndTell, ExportButton } from './ExportButton.tsx'
import type { ListedRows } from './MergedTreeGrid.tsx'
import { addressOf, describeTrace } from './describeTrace.ts'
import { SavedFrom } from './TraceLink.tsx'

const GROUPS = [
  [
    { format: 'copy-link', label: 'Copy link' },
    { format: 'html', label: 'Download as one HTML file' },
  ],
  [
    { format: 'copy-markdown', label: 'Copy as Markdown' },
    { format: 'markdown', label: 'Download as Markdown' },
    { format: 'json', label: 'Download as JSON' },
  ],
  [
    { format: 'svg', label: 'Download picture as SVG' },
    { format: 'png', label: 'Download picture as PNG' },
  ],
] as const
type ComparisonFormat = (typeof GROUPS)[number][number]['format']

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
  const run = async (format: ComparisonFormat): Promise<string> => {
    if (format === 'copy-link') return copyAndTell(location.href, 'Copying is not allowed here.')
    if (format === 'svg' || format === 'png') {
      const { savePicture } = await import('./savePicture.ts')
      await savePicture(format, comparison, listed.current, view === 'side')
      return 'Saved.'
    }
    if (format === 'html') {
      const { savePage } = await import('./savePage.ts')
      await savePage(comparison, address)
      return 'Saved: both traces are in the file, redacted.'
    }
    const kind = format === 'json' ? 'json' : 'markdown'
    const text = await exportComparison(comparison.keyA, comparison.keyB, { clocks, minGapUs: null }, kind)
    const head = kind === 'markdown' ? `${linksOf(comparison, address, savedFrom ?? document.baseURI)}\n\n` : ''
    if (format === 'copy-markdown') return copyAndTell(head + text, 'Copying is not allowed here; save it instead.')
    saveFile(`comparison.${kind === 'json' ? 'json' : 'md'}`, 'text/plain;charset=utf-8', head + text)
    return 'Saved.'
  }
  return (
    <ExportButton
      // A saved page is the file already, and its own address is of use to nobody else.
      groups={isSaved ? GROUPS.slice(1) : GROUPS}
      note={
        isSaved
          ? 'What looks secret is masked.'
          : 'The HTML file holds both traces and needs no network. Secrets are masked.'
      }
      onExport={run}
    />
  )
}

/** Where the traces and the comparison are, with absolute UTC times: what a reader needs years later. */
function linksOf({ a, b }: ComparisonView, address: CompareAddress, base: string): string {
  const comparison = addressOf(address, base)
  return [
    `A: ${describeTrace(address.a, a.trace, base)}`,
    `B: ${describeTrace(address.b, b.trace, base)}`,
    ...(comparison ? [`Both: ${comparison}`] : []),
  ].join('  \n')
}
