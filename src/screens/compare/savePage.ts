import { savedPageUrl } from 'virtual:saved-page'
import { saveComparison } from '../../data/workerClient.ts'
import { saveFile } from '../../ui/saveFile.ts'
import { NO_EMBED } from '../../url/embed.ts'
import { formatCompareAddress, type CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'

/** Saves the page as it is looked at, with both traces in it, as one file that needs no server. */
export async function savePage({ keyA, keyB, a, b }: ComparisonView, address: CompareAddress): Promise<void> {
  const answer = await fetch(savedPageUrl)
  if (!answer.ok) throw new Error(`the page to save it in could not be loaded (${answer.status}).`)
  const page = await saveComparison(keyA, keyB, await answer.text(), {
    version: 1,
    address: formatCompareAddress({
      ...address,
      a: a.trace.traceId,
      b: b.trace.traceId,
      cohort: [],
      embed: NO_EMBED,
    }),
    page: document.baseURI,
    savedAt: new Date().toISOString(),
  })
  saveFile(`comparison-${a.trace.traceId.slice(0, 8)}-${b.trace.traceId.slice(0, 8)}.html`, 'text/html', page)
}
