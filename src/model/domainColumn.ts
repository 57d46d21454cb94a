import { pick } from './pick.ts'
import type { Trace } from './trace.ts'

/** Each span's clock domain, for those who need it of all. */
export const domainColumn = ({ processId, processes }: Trace): Uint32Array =>
  pick(
    processId,
    Uint32Array.from(processes, ({ domainId }) => domainId),
  )
