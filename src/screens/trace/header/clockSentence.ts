import type { ClockDomain } from '../../../analysis/clocks.ts'
import { formatDuration } from '../../../lib/format.ts'
import type { TraceView } from '../../../worker/protocol.ts'

/** What the header says of the clocks. */
export interface ClockState {
  readonly sentence: string
  /** Whether there is anything to correct. */
  readonly correctable: boolean
  /** Whether a clock is off or contradicts itself: the sentence is a warning. */
  readonly doubtful: boolean
}

const NAMED = 2

/**
 * Which view is shown, and whose clock is off by how much ± what.
 *
 *   Corrected: document-service’s clock is 350 ms behind (± 3.75 ms).
 *   As recorded: payment’s clock is 900 ms ahead (± 2 ms).
 */
export function describeClocks({
  clocks,
  clocksView,
  trace,
}: Pick<TraceView, 'clocks' | 'clocksView' | 'trace'>): ClockState {
  const off = clocks.domains
    .filter(({ verdict }) => verdict === 'skewed')
    .sort((a, b) => Math.abs(b.offsetUs ?? 0) - Math.abs(a.offsetUs ?? 0))
  const torn = clocks.domains.filter(({ verdict }) => verdict === 'inconsistent')
  const parts: string[] = []
  if (off.length > 0)
    parts.push(listed(off.map((domain) => `${nameOf(trace, clocks.domains, domain)}’s clock is ${amount(domain)}`)))
  if (torn.length > 0)
    parts.push(
      `${listed(torn.map((domain) => nameOf(trace, clocks.domains, domain)))} contradict${torn.length === 1 ? 's' : ''} the others: no single offset fits`,
    )
  if (parts.length === 0) {
    const unknown = clocks.domains.some(({ verdict }) => verdict === 'unknown')
    const alone = clocks.domains.length <= 1
    return {
      sentence: alone
        ? 'One clock: nothing to compare.'
        : unknown
          ? 'As recorded: no clock is known to be off.'
          : 'As recorded: the clocks agree.',
      correctable: clocks.correctable,
      doubtful: false,
    }
  }
  const view = clocksView === 'corrected' ? 'Corrected' : 'As recorded'
  return { sentence: `${view}: ${parts.join('; ')}.`, correctable: clocks.correctable, doubtful: true }
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, NAMED)
  const rest = texts.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.join(' and ')
}

/** `350 ms behind (± 3.75 ms)`; with one bound only: `at least 2 ms ahead`. */
function amount({ offsetUs, lowUs, highUs }: ClockDomain): string {
  const offset = offsetUs ?? lowUs ?? highUs ?? 0
  const side = offset < 0 ? 'behind' : 'ahead'
  const size = formatDuration(Math.abs(offset))
  if (lowUs === null || highUs === null) return `at least ${size} ${side}`
  const doubtUs = Math.max(highUs - offset, offset - lowUs)
  return `${size} ${side} (± ${formatDuration(doubtUs)})`
}

/** The service; its domain too where the service has several. */
export function nameOf(trace: TraceView['trace'], domains: readonly ClockDomain[], domain: ClockDomain): string {
  const service = trace.services[domain.serviceId]
  const several = domains.some((other) => other !== domain && other.serviceId === domain.serviceId)
  const name = trace.domains[domain.domainId] ?? ''
  return several && name !== service ? `${service} (${name})` : service
}
