import type { Findings, SensitiveReason } from '../../../analysis/findings.ts'
import { NONE } from '../../../model/trace.ts'
import type { Trace } from '../../../model/trace.ts'
import type { Mask } from './AttributeTable.tsx'

const REASONS: Record<SensitiveReason, string> = {
  key: 'its key names a secret',
  jwt: 'a JSON web token',
  bearer: 'a bearer token',
  basic: 'basic credentials',
  card: 'a card number',
  'private-key': 'a private key',
  'url-credentials': 'credentials in a URL',
  'url-token': 'a token in a URL',
  nested: 'a secret inside the value',
  personal: 'personal data',
}

export const reasonText = (reason: SensitiveReason): string => REASONS[reason]

/** Masks what the findings call sensitive on this span or its process, by key. */
export function maskFor(trace: Trace, span: number, findings: Findings | null): Mask {
  const reasons = new Map<string, SensitiveReason>()
  for (const found of findings?.sensitive ?? []) {
    const here = found.span === span || (found.span === NONE && found.processId === trace.processId[span])
    if (here) reasons.set(found.key, found.reason)
  }
  return ({ key }) => {
    const reason = reasons.get(key)
    return reason === undefined ? null : REASONS[reason]
  }
}
