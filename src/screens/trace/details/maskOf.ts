import { findSensitiveParts, redact } from '../../../analysis/sensitiveValues.ts'
import type { Attribute } from '../../../model/trace.ts'
import { reasonText } from '../../../report/findingTexts.ts'

/** Why a value is masked, and what is shown in its place. */
export interface Mask {
  readonly reason: string
  /** The value with its sensitive parts masked. */
  readonly text: string
}

const known = new WeakMap<Attribute, Mask | null>()

/** Null for a value that everyone may see. Asked on every render, so each attribute is looked at once. */
export function maskOf(attribute: Attribute): Mask | null {
  let mask = known.get(attribute)
  if (mask === undefined) known.set(attribute, (mask = findMask(attribute)))
  return mask
}

function findMask({ key, value }: Attribute): Mask | null {
  const parts = findSensitiveParts(key, value)
  return parts.length === 0 ? null : { reason: reasonText(parts[0].reason), text: redact(key, String(value)) }
}
