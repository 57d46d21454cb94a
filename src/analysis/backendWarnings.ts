/** What one warning of the backend says. */
export type WarningFact =
  /** End was before start; the backend moved it. `originalEndUs`: Unix µs, null when the text does not have it. */
  | { readonly kind: 'negative-duration'; readonly originalEndUs: number | null }
  /** The backend shifted the span by this much (start minus it is the original). */
  | { readonly kind: 'adjusted'; readonly by: string }
  /** The backend thinks that the span does not fit into its parent, and left it: also said of correct clocks. */
  | { readonly kind: 'not-adjusted' }
  | { readonly kind: 'duplicate-id' }
  /** The parent is not there: told better by the missing parents. */
  | { readonly kind: 'no-parent' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'other' }

/** Jaeger's warnings, of any version. Order matters: several end in "skipping clock skew adjustment". */
export function parseWarning(text: string): WarningFact {
  if (/negative duration/i.test(text)) return { kind: 'negative-duration', originalEndUs: originalEndUs(text) }
  const adjusted = /timestamps were adjusted by (\S+)/.exec(text)
  if (adjusted) return { kind: 'adjusted', by: adjusted[1].replace(/\.$/, '') }
  if (/not applying calculated delta/.test(text)) return { kind: 'not-adjusted' }
  if (/duplicate span IDs?/i.test(text)) return { kind: 'duplicate-id' }
  if (/(parent span IDs?\s*=.*(is )?not in the trace|invalid parent span IDs?)/i.test(text))
    return { kind: 'no-parent' }
  if (/showing first|more than \d+ spans|truncated|too (large|many spans)|max(imum)? (size|bytes|spans)/i.test(text))
    return { kind: 'truncated' }
  return { kind: 'other' }
}

/** Go's rendering of the time that the span ended at: `2026-11-21 08:42:10.490585 +0000 UTC`. */
function originalEndUs(text: string): number | null {
  const match = /Original end timestamp: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))? \+0000 UTC/.exec(text)
  if (!match) return null
  const ms = Date.parse(`${match[1]}T${match[2]}Z`)
  return Number.isNaN(ms) ? null : ms * 1000 + Math.floor(Number((match[3] ?? '0').padEnd(9, '0').slice(0, 9)) / 1000)
}
