import { useQuery } from '@tanstack/react-query'
import { openedFilesQuery, type OpenedFile } from '../../data/openedFiles.ts'
import { openedTracesQuery } from '../../data/openedTraces.ts'
import { NOTHING_FOUND } from '../../data/searchParts.ts'
import { toSearchQuery, type SearchResult } from '../../data/searchQuery.ts'
import { EMPTY_SEARCH, type SearchAddress } from '../../url/searchAddress.ts'
import type { TraceSummary } from '../../worker/protocol.ts'

const NO_FILES: readonly OpenedFile[] = []
const NO_TRACES: readonly TraceSummary[] = []

/** Opened files, and those of their traces that the search would have found. */
export function useOpenedTraces(address: SearchAddress) {
  const files = useQuery(openedFilesQuery()).data ?? NO_FILES
  const found = useQuery(openedTracesQuery(files, address)).data ?? NO_TRACES
  return { files, traces: files.length > 0 ? found : NO_TRACES }
}

/** Opened traces alone, as the answer of a search that asked nobody. */
export const openedResult = (traces: readonly TraceSummary[]): SearchResult => ({
  ...NOTHING_FOUND,
  traces,
  query: toSearchQuery(EMPTY_SEARCH, 0, null),
  isCut: false,
})
