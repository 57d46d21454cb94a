import { NONE, spanIdOf, type Trace } from '../../model/trace.ts'
import type { ComparisonView } from '../../worker/compare.ts'

/** Rows whose service, operation or span id holds the text, on either side; null while nothing is looked for. */
export function matchRows({ tree, a, b }: Pick<ComparisonView, 'tree' | 'a' | 'b'>, text: string): number[] | null {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return null
  const testA = createTest(a.trace, wanted)
  const testB = createTest(b.trace, wanted)
  const rows: number[] = []
  for (let row = 0; row < tree.length; row++) {
    if ((tree.a[row] !== NONE && testA(tree.a[row])) || (tree.b[row] !== NONE && testB(tree.b[row]))) rows.push(row)
  }
  return rows
}

function createTest(trace: Trace, wanted: string): (span: number) => boolean {
  const holds = (text: string) => text.toLowerCase().includes(wanted)
  const services = trace.services.map(holds)
  const names = trace.names.map(holds)
  const mayBeId = trace.oddIds.size > 0 || /^[0-9a-f]{1,16}$/.test(wanted)
  return (span) =>
    services[trace.serviceId[span]] || names[trace.nameId[span]] || (mayBeId && holds(spanIdOf(trace, span)))
}
