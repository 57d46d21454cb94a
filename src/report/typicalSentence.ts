import { ENOUGH_SAMPLES } from '../analysis/typical.ts'
import type { Typical } from '../analysis/typical.ts'
import { plural } from '../lib/format.ts'

/** One trace against many, in one sentence. */
export function formatTypicalSentence({ traces, enough, slow, fast, extra, missing }: Typical): string {
  if (!enough) {
    const known = traces === 0 ? 'No other trace' : `Only ${plural(traces, 'other trace')}`
    return `${known} of this kind: that is too little to say what is usual; it takes ${ENOUGH_SAMPLES}.`
  }
  const count = (column: Uint8Array) => column.reduce((sum, one) => sum + one, 0)
  const slower = count(slow)
  const faster = count(fast)
  const more = count(extra)
  const parts: string[] = []
  if (slower > 0) parts.push(`${plural(slower, 'span')} took longer than usual`)
  if (faster > 0) parts.push(`${plural(faster, 'span')} took less than usual`)
  if (more > 0) parts.push(`${plural(more, 'span is', 'spans are')} extra`)
  if (missing.length > 0) parts.push(`${plural(missing.length, 'usual call is', 'usual calls are')} missing`)
  const against = `Against ${plural(traces, 'other trace')} of this kind`
  return parts.length === 0 ? `${against}: nothing is unusual.` : `${against}: ${parts.join(', ')}.`
}
