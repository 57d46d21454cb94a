import { isoTime } from '../../lib/isoTime.ts'
import { isFileTrace } from '../../model/traceName.ts'
import type { Trace } from '../../model/trace.ts'
import { formatCompareAddress, type CompareAddress } from '../../url/compareAddress.ts'

/** Where a trace is, with its absolute start in UTC. A file's trace is at no address. `base`: of the app, '' where that is unknown. */
export function describeTrace(name: string | null, { traceId, epochUs }: Trace, base: string): string {
  const isAtAddress = base !== '' && !isFileTrace(name ?? '')
  const where = isAtAddress ? new URL(`trace/${traceId}`, base).href : `trace ${traceId}`
  return `${where} (${isoTime(Number(epochUs / 1000n)) ?? `${epochUs} µs`})`
}

/** The whole address of a comparison, as it is looked at; null where others have not all of its traces. */
export function addressOf(address: CompareAddress, base: string): string | null {
  const names = [address.a, address.b, ...address.cohort]
  if (base === '' || names.some((name) => name !== null && isFileTrace(name))) return null
  return new URL(formatCompareAddress(address).slice(1), base).href
}
