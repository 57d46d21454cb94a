import type { Trace } from '../../../model/trace.ts'

/** OpenSearch and Elasticsearch answer with at most so many documents (`max_result_window`), and a Jaeger on them with as many spans. */
const DOCUMENT_WINDOW = 10_000

/** What to say of a trace that its store seems to have cut; null when nothing points to it. */
export function cutWarning({ length, missingParentOf }: Pick<Trace, 'length' | 'missingParentOf'>): string | null {
  if (length !== DOCUMENT_WINDOW || missingParentOf.size === 0) return null
  return (
    'This trace has exactly 10,000 spans, and parents are missing: the store has probably cut it there ' +
    '(OpenSearch’s max_result_window). What is missing looks like gaps.'
  )
}
