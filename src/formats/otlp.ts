import {
  decodeOtlpReferences,
  decodeOtlpResource,
  decodeOtlpScope,
  decodeOtlpTags,
  decodeOtlpWarnings,
  MISSING_SERVICE,
} from './decodeOtlp.ts'
import { decodeOtlpAttribute } from './decodeOtlpValues.ts'
import { addOtlpBatch } from './otlpBatch.ts'
import { scanOtlpSpan } from './otlpSpan.ts'

/** What only bodies of OTLP need. It is given to the reader, so that the worker asks for it when it meets the first. */
export const OTLP = {
  missingService: MISSING_SERVICE,
  scanSpan: scanOtlpSpan,
  addBatch: addOtlpBatch,
  decodeResource: decodeOtlpResource,
  decodeScope: decodeOtlpScope,
  decodeTag: decodeOtlpAttribute,
  decodeTags: decodeOtlpTags,
  decodeReferences: decodeOtlpReferences,
  decodeWarnings: decodeOtlpWarnings,
} as const

export type Otlp = typeof OTLP
