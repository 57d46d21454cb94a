import type { Judge } from './goals.ts'
import { formatTable } from './markdown.ts'
import { parseSize } from './random.ts'
import { exponentOf, linearithmicExponent, type Spread } from './statistics.ts'

/** What a size took. */
export interface Grown {
  readonly size: string
  readonly time: Spread | null
  readonly memory: Spread | null
  readonly findings: Spread | null
}

/**
 * The exponents with which medians grow from each size to the next: over all sizes at once, constants of the small ones would hide
 * how the large ones grow. Nothing for one size.
 */
export function formatGrowth(judge: Judge, sizes: readonly Grown[]): string[] {
  if (sizes.length < 2) return []
  const sorted = sizes.toSorted((a, b) => parseSize(a.size) - parseSize(b.size))
  const rows = sorted.slice(1).map((to, i) => growthRow(judge, sorted[i], to))
  return [
    '### Growth: the exponent of n from one size to the next; n log n is the most',
    formatTable('from | to | rows | heap + buffers | findings after the last byte | n log n', rows),
  ]
}

function growthRow(judge: Judge, from: Grown, to: Grown): string[] {
  const sizes = [parseSize(from.size), parseSize(to.size)] as const
  const most = Number(linearithmicExponent(...sizes).toFixed(2))
  const cell = (what: 'time' | 'memory' | 'findings') => {
    const [low, high] = [from[what], to[what]]
    if (!low || !high) return '–'
    const exponent = exponentOf(low.median, high.median, ...sizes)
    return judge.single(exponent, { what: `${what} from ${from.size} to ${to.size}`, most, digits: 2, unit: '' })
  }
  return [from.size, to.size, cell('time'), cell('memory'), cell('findings'), most.toFixed(2)]
}
