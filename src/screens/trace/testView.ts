import { analyze } from '../../analysis/analyze.ts'
import { drawTrace } from '../../model/drawTrace.ts'
import type { ClocksView, TraceView } from '../../worker/protocol.ts'

/** For tests: a picture as the page gets a trace from the worker. */
export function viewOfPicture(
  picture: string,
  { minGapUs = 1000, clocks = 'raw' }: { minGapUs?: number; clocks?: ClocksView } = {},
): TraceView {
  return { key: 'picture', name: 'picture', ...analyze(drawTrace(picture), { clocks, minGapUs }) }
}
