import { resolve } from 'node:path'

interface Graph {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null
}

/** What each page's code begins with. */
const ROOTS = {
  start: 'src/main.tsx',
  rows: 'src/screens/trace/earlyRows.ts',
  app: 'src/app/App.tsx',
  search: 'src/screens/search/SearchScreen.tsx',
  trace: 'src/screens/trace/TraceScreen.tsx',
  compare: 'src/screens/compare/CompareScreen.tsx',
  dependencies: 'src/screens/dependencies/DependenciesScreen.tsx',
} as const
type Part = keyof typeof ROOTS

/** What every visit to a trace loads in the end, in one file: four small ones are larger. */
const TOLD = 'src/screens/trace/findings/FindingsPanel.tsx'

/**
 * Which file of the built page a module goes into. Few files: each is a request, and a page is seen when its last one is here.
 *
 *   start       what the first request needs; comes before anything else
 *   rows        the rows of a trace, which are seen before the page around them
 *   drawing     what rows and comparisons are drawn with
 *   app         React, the frame of the page, and what the pages share
 *   searching   what search shares with pages other than a trace's
 *   <screen>    a page's own
 *   told        what was found in a trace, in words: after its rows
 *
 * What else is loaded on demand is left to the bundler.
 */
export function createChunkNames(folder: string): (id: string, graph: Graph) => string | null {
  let parts: ReadonlyMap<string, Set<Part>> | null = null
  let reached: ReadonlyMap<string, Set<Part>> | null = null
  let told: ReadonlySet<string> | null = null
  return (id, graph) => {
    parts ??= findParts(folder, graph, false)
    reached ??= findParts(folder, graph, true)
    if (id.includes('rolldown/runtime')) return 'start'
    const of = parts.get(id)
    if (!of) return (told ??= reachedFrom(resolve(folder, TOLD), graph)).has(id) ? 'told' : null
    if (of.has('start')) return 'start'
    // Pages without rows must not bring them along for the little that they share.
    if (of.has('rows'))
      return of.has('app') || of.has('search') || of.has('dependencies')
        ? 'start'
        : of.has('compare')
          ? 'drawing'
          : 'rows'
    if (of.has('app')) return 'app'
    // What another page loads on demand must not bring this whole page along.
    if (of.size === 1) return reached.get(id)!.size === 1 ? [...of][0] : null
    if (of.has('trace')) return 'app'
    return of.has('search') ? 'searching' : null
  }
}

/** Of every module, the parts that cannot run without it; `onDemand`: or may load it later, other parts aside. */
function findParts(folder: string, graph: Graph, onDemand: boolean): ReadonlyMap<string, Set<Part>> {
  const parts = new Map<string, Set<Part>>()
  const roots = new Set(Object.values(ROOTS).map((root) => resolve(folder, root)))
  for (const [part, root] of Object.entries(ROOTS) as [Part, string][])
    for (const id of reachedFrom(resolve(folder, root), graph, (id) => onDemand && !roots.has(id)))
      parts.set(id, (parts.get(id) ?? new Set<Part>()).add(part))
  return parts
}

const never = () => false

/** A module and all that it cannot run without; what it loads later, too, where `isFollowed`. */
function reachedFrom(root: string, graph: Graph, isFollowed: (id: string) => boolean = never): ReadonlySet<string> {
  const modules = new Set([root])
  for (const id of modules) {
    const { importedIds = [], dynamicallyImportedIds = [] } = graph.getModuleInfo(id) ?? {}
    for (const other of [...importedIds, ...dynamicallyImportedIds.filter(isFollowed)]) modules.add(other)
  }
  return modules
}
