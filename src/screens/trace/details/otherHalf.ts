import type { Findings } from '../../../analysis/findings.ts'
import type { TimeWindow } from '../../../url/traceAddress.ts'
import type { TraceView } from '../../../worker/protocol.ts'

export interface OtherHalf {
  readonly service: string
  readonly window: TimeWindow
}

/** Clocks differ and queues take their time: the callee is looked for a little around the call. */
const BEFORE_US = 1e6
const AFTER_US = 10e6

/** Where the callee's own trace would be, when a span lost its context and the backend knows the callee; else null. */
export function otherHalf(
  { trace }: Pick<TraceView, 'trace'>,
  findings: Findings | null,
  services: readonly string[],
  span: number,
): OtherHalf | null {
  const lost = findings?.lostContext.find((each) => each.span === span)
  const service = lost?.peer ? serviceNamed(lost.peer, services) : null
  if (service === null) return null
  const epochUs = Number(trace.epochUs)
  return {
    service,
    window: { startUs: epochUs + trace.startUs[span] - BEFORE_US, endUs: epochUs + trace.endUs[span] + AFTER_US },
  }
}

/** A peer is a service's name, or a host whose first label is one. */
function serviceNamed(peer: string, services: readonly string[]): string | null {
  const label = peer.split(/[.:/]/)[0].toLowerCase()
  return (
    services.find((service) => service === peer) ?? services.find((service) => service.toLowerCase() === label) ?? null
  )
}
