import type { CompareAddress } from '../../url/compareAddress.ts'

/** Changes a part of the page's address. */
export type ChangeCompare = (part: Partial<CompareAddress>, options?: { replace?: boolean }) => void
