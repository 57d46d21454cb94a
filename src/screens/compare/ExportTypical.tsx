import { useQueryClient } from '@tanstack/react-query'
import { exportTypical } from '../../data/typicalQuery.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import { addressOf, describeTrace } from './describeTrace.ts'
import { copyAndTell, ExportButton, giveText, TEXT_FORMATS } from './ExportButton.tsx'

const GROUPS = [[{ format: 'copy-link', label: 'Copy link' }], TEXT_FORMATS] as const
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
    const links = [describeTrace(view.name, view.trace, base), ...(link ? [`Against the others: ${link}`] : [])]
    return giveText(format, 'typical', links, (kind) =>
      exportTypical(client, view.key, others, { clocks, minGapUs: null }, kind),
    )
  }
  return <ExportButton groups={GROUPS} note="Names and times only: no tags are in it." onExport={run} />
}
