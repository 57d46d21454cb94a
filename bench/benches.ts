import type { Bench } from './bench.ts'
import { benchCompare } from './benchCompare.ts'
import { benchDependencies } from './benchDependencies.ts'
import { benchSearch } from './benchSearch.ts'
import { benchExtremes } from './benchExtremes.ts'
import { benchJaeger } from './benchJaeger.ts'
import { benchTrace } from './benchTrace.ts'

/** What `--page` can be. */
export const BENCHES: Record<string, Bench> = {
  trace: benchTrace,
  compare: benchCompare,
  extremes: benchExtremes,
  dependencies: benchDependencies,
  search: benchSearch,
  jaeger: benchJaeger,
}
