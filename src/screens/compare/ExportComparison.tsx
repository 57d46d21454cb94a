import { use, type RefObject } from 'react'
import { exportComparison } from '../../data/workerClient.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import { copyAndTell, ExportButton, giveText, TEXT_FORMATS } from './ExportButton.tsx'
import type { ListedRows } from './MergedTreeGrid.tsx'
import { addressOf, describeTrace } from './describeTrace.ts'
import { SavedFrom } from './TraceLink.tsx'

const GROUPS = [
  [
    { format: 'copy-link', label: 'Copy link' },
    { format: 'html', label: 'Download as one HTML file' },
  ],
  TEXT_FORMATS,
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
    return giveText(format, 'comparison', linksOf(comparison, address, savedFrom ?? document.baseURI), (kind) =>
      exportComparison(comparison.keyA, comparison.keyB, { clocks, minGapUs: null }, kind),
    )
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
function linksOf({ a, b }: ComparisonView, address: CompareAddress, base: string): string[] {
  const comparison = addressOf(address, base)
  return [
    `A: ${describeTrace(address.a, a.trace, base)}`,
    `B: ${describeTrace(address.b, b.trace, base)}`,
    ...(comparison ? [`Both: ${comparison}`] : []),
  ]
}
