import type {
  Anomaly,
  LostContext,
  Repeat,
  RetryChain,
  SampledAway,
  Sensitive,
  SensitiveReason,
  SpanError,
} from '../analysis/findings.ts'
import type { ClockDomain } from '../analysis/clocks.ts'
import { GAP_KINDS } from '../analysis/gaps.ts'
import type { Gaps } from '../analysis/gaps.ts'
import type { MissingParent } from '../analysis/missingParents.ts'
import { redact } from '../analysis/sensitiveValues.ts'
import { formatDuration, plural } from '../lib/format.ts'
import { withoutControls } from '../lib/withoutControls.ts'
import { FLAG, NONE, titleOf as fullTitleOf } from '../model/trace.ts'
import type { Trace } from '../model/trace.ts'

/** One finding in words, for the page and for Markdown; plain text with the trace's names and times in it. */
export interface FindingText {
  /** What was found, short. */
  readonly title: string
  /** What it means, one sentence or two. */
  readonly meaning: string
  /** What to look at next. */
  readonly check: string
}

const nameOf = (trace: Trace, span: number) => withoutControls(trace.names[trace.nameId[span]])
const serviceOf = (trace: Trace, span: number) => withoutControls(trace.services[trace.serviceId[span]])
const titleOf = (trace: Trace, span: number) => withoutControls(fullTitleOf(trace, span))

/** A time in the trace, from its start: `+657 ms`. */
export const formatMoment = (us: number): string => (us < 0 ? formatDuration(us) : `+${formatDuration(us)}`)

export function gapText(trace: Trace, { owner, kind, after, before, startUs, endUs }: Gaps, gap: number): FindingText {
  const span = owner[gap]
  const [before_, after_] = [before[gap], after[gap]]
  const length = formatDuration(endUs[gap] - startUs[gap])
  const service = serviceOf(trace, span)
  const window = `${formatMoment(startUs[gap])} to ${formatMoment(endUs[gap])}`
  const callee = (child: number) => (child === NONE ? 'the callee' : serviceOf(trace, child))
  switch (GAP_KINDS[kind[gap]]) {
    case 'lead':
      return {
        title: `${length} before ${before_ === NONE ? 'its first child' : nameOf(trace, before_)} in ${titleOf(trace, span)}`,
        meaning: `${service} does something before its first child span that no span shows: it builds the request, waits for a connection from a pool, or for a lock.`,
        check: `Look at pool size and wait metrics of ${service}, and put a span around acquiring the connection (${window}).`,
      }
    case 'between':
      if (looksLikeRetry(trace, after_, before_))
        return {
          title: `${length} of nothing between two ${nameOf(trace, after_)}`,
          meaning: `A call within the first ${nameOf(trace, after_)} failed, and another one follows: this looks like ${service} waiting before it tries again.`,
          check: `Find out why the call failed, then look at the retry policy of ${service}: how many attempts, how long between them (${window}).`,
        }
      return {
        title: `${length} of nothing between ${nameOf(trace, after_)} and ${nameOf(trace, before_)}`,
        meaning: `This is code of ${service} between two spans in ${nameOf(trace, span)}: computation, a lock, garbage collection, a pool wait, or a library without instrumentation.`,
        check: `Put a span around it first; until then, read the logs of ${service} from ${window}, and its pool and GC metrics.`,
      }
    case 'tail':
      return {
        title: `${length} after ${after_ === NONE ? 'the last child' : nameOf(trace, after_)} in ${titleOf(trace, span)}`,
        meaning: `After its last child span ${service} still works on the answer: serialising, compressing, flushing.`,
        check: `Check how large the payload is, and put a span around the serialisation (${window}).`,
      }
    case 'network-out':
      return {
        title: `${length} of network out, from ${service} to ${callee(before_)}`,
        meaning: `The request had left ${service} and ${callee(before_)} had not begun: the wire, a proxy, a connection being opened, or a queue in front of ${callee(before_)}.`,
        check: `Check the saturation and accept queue of ${callee(before_)}, and the load balancer between the two.`,
      }
    case 'network-back':
      return {
        title: `${length} of network back, from ${callee(after_)} to ${service}`,
        meaning: `${callee(after_)} was done and ${service} did not have the answer yet: transit, or a response that is still being written and read.`,
        check: `Check the size of the response and the link between ${callee(after_)} and ${service}.`,
      }
    case 'backoff':
      return {
        title: `${length} of back-off before ${nameOf(trace, before_)} is tried again`,
        meaning: `${nameOf(trace, after_)} failed, and ${service} waited before the next attempt.`,
        check:
          'Find out why the first attempt failed, then whether the retry policy fits: how many attempts, how long between them.',
      }
    case 'queue':
      return {
        title: `${length} in the queue before ${titleOf(trace, span)}`,
        meaning: `The message lay in the broker: ${service} took it up ${length} after ${after_ === NONE ? 'it was sent' : `${nameOf(trace, after_)} was done`}.`,
        check: `Check the consumer lag of ${service}, the number of partitions, and the batch size.`,
      }
    case 'missing':
      return {
        title: `${length} beside missing spans in ${titleOf(trace, span)}`,
        meaning:
          'Spans ran in this time whose parent was never received: the work is real, its place in the tree is lost.',
        check: 'Find the missing parent first (below); the gap goes away with it.',
      }
  }
}

/**
 * The same operation twice, and something below the first failed: an attempt that does not call itself failed. It stays a gap
 * `between` (a back-off is one after a child that failed itself); only the words take it for what it probably is.
 */
function looksLikeRetry(trace: Trace, first: number, second: number): boolean {
  if (trace.nameId[first] !== trace.nameId[second] || trace.serviceId[first] !== trace.serviceId[second]) return false
  return trace.flags.subarray(first, trace.subtreeEnd[first]).some((flags) => (flags & FLAG.error) !== 0)
}

export function clockText(
  trace: Trace,
  { domainId, serviceId, offsetUs, lowUs, highUs, verdict, evidence }: ClockDomain,
): FindingText {
  const service = trace.services[serviceId]
  const domain = trace.domains[domainId]
  const where = domain === service ? service : `${service} (${domain})`
  if (verdict === 'inconsistent') {
    return {
      title: `The clock of ${where} contradicts itself`,
      meaning: `No single offset fits the ${plural(evidence, 'pair')} of spans that bound it: the clock drifted or jumped while the trace ran, or a relation is not what it looks like. Its times cannot be corrected.`,
      check: `Check the time service on that host (chronyc tracking, timedatectl), and whether the machine was paused.`,
    }
  }
  const side = (offsetUs ?? 0) < 0 ? 'behind' : 'ahead'
  const bounds =
    lowUs !== null && highUs !== null
      ? `between ${formatDuration(lowUs)} and ${formatDuration(highUs)}`
      : 'bounded on one side only, so it is shown but not corrected'
  const order = Math.abs(offsetUs ?? 0) >= 100_000 ? ' That much puts spans of different hosts in the wrong order.' : ''
  return {
    title: `The clock of ${where} is ${formatDuration(Math.abs(offsetUs ?? 0))} ${side}`,
    meaning: `Its spans cannot be where they were recorded: the offset is ${bounds}.${order}`,
    check: `Check NTP or chrony on that host (chronyc tracking, timedatectl), and the host of the container.`,
  }
}

export function missingText(
  trace: Trace,
  { parentSpanId, children, suspectedService, caller, startUs, endUs }: MissingParent,
): FindingText {
  const who = withoutControls(suspectedService ?? 'an unknown service')
  const names = plural(children.length, 'span names', 'spans name')
  const called = caller === NONE ? '' : ` ${titleOf(trace, caller)} called it.`
  return {
    title: `A span of ${who} was never received`,
    meaning: `${names} ${parentSpanId} as parent, from ${formatMoment(startUs)} to ${formatMoment(endUs)}, and no such span is stored.${called}`,
    check: `Look for exporter errors in the logs of ${who}, compare otelcol_receiver_accepted_spans_total with otelcol_exporter_sent_spans_total, and ask whether the process was killed before it flushed, or still runs.`,
  }
}

export function lostText(trace: Trace, { span, peer }: LostContext, isFirst: boolean): FindingText {
  const callee = withoutControls(peer ?? 'the callee')
  return {
    title: `${isFirst ? 'The breadcrumbs stop' : 'Context is lost'} at ${titleOf(trace, span)} → ${callee}`,
    meaning: `You call ${callee} here, for ${formatDuration(trace.endUs[span] - trace.startUs[span])}, and nothing of ${callee} is in this trace: the context was not sent, was stripped on the way, was not taken up, or ${callee} sends no spans or sampled this one away.`,
    check: `See whether a traceparent is in the log of ${callee} at ${formatMoment(trace.startUs[span])}. If it is, ${callee} does not extract it; if not, the client of ${serviceOf(trace, span)} does not inject it, or a proxy drops the header.`,
  }
}

export function sampledText({ service, answered, unanswered }: SampledAway): FindingText {
  return {
    title: `${service} kept ${answered} of ${plural(answered + unanswered.length, 'call')}`,
    meaning: `${service} is in this trace below some calls and absent below ${plural(unanswered.length, 'other')}: it decides on its own what to sample instead of following its caller, or loses spans.`,
    check: `Set a parent-based sampler in ${service}, and look at the ratio or rate in its sampling configuration.`,
  }
}

/** How a value from the trace is shown: masked (`redact`), or as it is. */
export type Hide = (key: string, value: string) => string

export function repeatText(
  trace: Trace,
  { parent, nameId, serviceId, spans, totalUs, wallUs, sequential, statement }: Repeat,
  hide: Hide = redact,
): FindingText {
  const operation = withoutControls(trace.names[nameId])
  const how = sequential ? 'one after the other' : 'overlapping'
  const what =
    statement === '' ? operation : `${operation}, “${withoutControls(hide('db.statement', statement).slice(0, 120))}”`
  const remedy =
    statement === ''
      ? 'Ask for all of it in one call (a batch endpoint), or cache what repeats'
      : 'Use a join or one statement with a list'
  return {
    title: `${spans.length} × ${operation} in ${titleOf(trace, parent)}`,
    meaning: `${trace.services[serviceId]} does the same thing once per item (${what}): ${formatDuration(totalUs)} in all, ${how}, over ${formatDuration(wallUs)}.`,
    check: `${remedy}; if it is a loop over items that must be, one span with a count says as much.`,
  }
}

export function errorText(trace: Trace, { span, path, type, message }: SpanError, hide: Hide = redact): FindingText {
  const top = path.at(-1)
  const said = message === null ? '' : ` It says: “${hide('message', message).slice(0, 200)}”.`
  const passed =
    top === undefined
      ? 'Nothing above it failed: someone handled it, or it was off the way.'
      : `${plural(path.length, 'span')} above it only ${path.length === 1 ? 'passes' : 'pass'} it on, up to ${titleOf(trace, top)}.`
  return {
    title: `${titleOf(trace, span)} failed${type === null ? '' : `: ${type}`}`,
    meaning: `This is the deepest span that fails.${said} ${passed}`,
    check: `Read its exception, then the logs of ${serviceOf(trace, span)} by this span's id.`,
  }
}

export function retryText(trace: Trace, { parent, attempts, backoffUs, succeeded }: RetryChain): FindingText {
  const end = succeeded ? 'the last one succeeds' : 'none succeeds'
  return {
    title: `${nameOf(trace, attempts[0])} took ${attempts.length} attempts in ${titleOf(trace, parent)}`,
    meaning: `${succeeded ? attempts.length - 1 : attempts.length} of ${attempts.length} fail, ${end}; ${formatDuration(backoffUs)} went into waiting between them.`,
    check: 'Find out why the first attempt failed; then check the number of attempts and the back-off.',
  }
}

const REASONS: Record<SensitiveReason, string> = {
  key: 'A value that its key calls a secret',
  jwt: 'A JSON Web Token',
  bearer: 'A bearer token',
  basic: 'A user name and password (basic authentication)',
  card: 'A card number',
  'private-key': 'A private key',
  'url-credentials': 'A password in a URL',
  'url-token': 'A token in a URL',
  nested: 'A secret inside the value',
  personal: 'Personal data',
}

export const reasonText = (reason: SensitiveReason): string => REASONS[reason]

export function sensitiveText(trace: Trace, { span, serviceId, where, key, reason }: Sensitive): FindingText {
  const service = trace.services[serviceId]
  const place =
    where === 'process'
      ? `the process of ${service}`
      : where === 'log'
        ? `an event of ${titleOf(trace, span)}`
        : titleOf(trace, span)
  return {
    title: `${key} in ${place}`,
    meaning: `${REASONS[reason]} is in the trace store, for everyone who can read traces.`,
    check:
      reason === 'personal'
        ? `Remove ${key} in ${service}, or redact it in the collector.`
        : `Remove ${key} in ${service} or redact it in the collector, and rotate what leaked.`,
  }
}

const ANOMALY_CHECKS: Record<Anomaly['type'], string> = {
  'end-before-start': 'The clock of that process was set back while the span ran, or its end was never set.',
  'outlives-parent':
    'Work that goes on after the answer is better a span of its own with a link; otherwise look at the clocks.',
  'starts-before-parent': 'Either the clocks differ, or the span was given the wrong parent.',
  'duplicate-id':
    'An id generator that is seeded alike in two processes, a span that was sent twice with changes, or server and client sharing one id.',
  'self-parent': 'The instrumentation sets its own id as parent.',
  cycle: 'The instrumentation mixes up parents; nothing that ran can be its own cause.',
  'out-of-range': 'A time in the wrong unit, a clock that was never set, or a span that was added later.',
  'zero-length': 'Fine for a marker; otherwise its end was not set.',
  truncated: 'The backend or collector cut the trace: raise its limit, or look at the source.',
  'backend-warning': 'This is what the backend says about it.',
  'clock-adjusted': 'Nothing to do: times here are the recorded ones.',
  'analysis-failed': 'A mistake of this program: everything else still stands.',
}

export const anomalyCheck = (type: Anomaly['type']): string => ANOMALY_CHECKS[type]

const ANOMALY_NAMES: Record<Anomaly['type'], string> = {
  'end-before-start': 'End before start',
  'outlives-parent': 'Outlives its parent',
  'starts-before-parent': 'Starts before its parent',
  'duplicate-id': 'Duplicate span id',
  'self-parent': 'Own parent',
  cycle: 'Circle of parents',
  'out-of-range': 'Time out of range',
  'zero-length': 'Zero length',
  truncated: 'Truncated',
  'backend-warning': 'Warning of the backend',
  'clock-adjusted': 'Had been moved by the backend',
  'analysis-failed': 'Analysis failed',
}

export const anomalyName = (type: Anomaly['type']): string => ANOMALY_NAMES[type]
