import { formatCompareAddress, parseComparisonText } from '../url/compareAddress.ts'
import { findTraceIds } from '../url/traceId.ts'
import { linkToTrace } from '../url/traceAddress.ts'

export type OpenTrace =
  | { readonly ok: true; readonly to: string }
  | {
      readonly ok: false
      readonly message: string
      readonly choices: readonly { readonly label: string; readonly to: string }[]
    }

/** Where what was typed or pasted into the header's box leads, or what to do about it. */
export function openTrace(text: string): OpenTrace {
  if (text.trim() === '')
    return { ok: false, message: 'Paste a trace id, a traceparent, or a log line with one.', choices: [] }
  const both = parseComparisonText(text)
  if (both) return { ok: true, to: formatCompareAddress(both) }
  const found = findTraceIds(text)
  if (found.length === 1) return { ok: true, to: linkToTrace(found[0].traceId, found[0].spanId) }
  if (found.length === 0) {
    return {
      ok: false,
      message: 'No trace id found. It is 16 or 32 hex digits, a traceparent, or a line that carries one.',
      choices: [],
    }
  }
  return {
    ok: false,
    message: `${found.length} trace ids found. Which one?`,
    choices: found.slice(0, 8).map(({ traceId, spanId }) => ({ label: traceId, to: linkToTrace(traceId, spanId) })),
  }
}
