import { prefixOf } from '../../analysis/focusGraph.ts'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './Dependencies.module.css'

interface GroupsProps {
  readonly graph: ServiceGraph
  readonly folded: readonly string[]
  readonly onChange: (folded: string[]) => void
}

/** Folding: the groups of two or more services whose names begin alike. */
export function Groups({ graph, folded, onChange }: GroupsProps) {
  const sizes = new Map<string, number>()
  for (const node of graph.nodes) sizes.set(prefixOf(node.name), (sizes.get(prefixOf(node.name)) ?? 0) + 1)
  const groups = [...sizes].filter(([, size]) => size > 1).sort(([a], [b]) => (a < b ? -1 : 1))
  if (groups.length === 0) return null
  return (
    <details className={styles.groups}>
      <summary>Groups{folded.length > 0 ? ` (${folded.length} folded)` : ''}</summary>
      <fieldset>
        <legend>Fold services whose names begin with</legend>
        <div className={styles.groupActions}>
          <Button size="small" onClick={() => onChange(groups.map(([prefix]) => prefix))}>
            Fold all
          </Button>
          <Button size="small" onClick={() => onChange([])}>
            Unfold all
          </Button>
        </div>
        {groups.map(([prefix, size]) => (
          <label key={prefix}>
            <input
              type="checkbox"
              checked={folded.includes(prefix)}
              onChange={(event) =>
                onChange(event.target.checked ? [...folded, prefix] : folded.filter((other) => other !== prefix))
              }
            />
            {prefix} ({size})
          </label>
        ))}
      </fieldset>
    </details>
  )
}

const MOST_NAMES = 12

/** The cycles by name: services that call each other in a circle, and those that call themselves. */
export function Cycles({
  graph,
  onSelect,
}: {
  readonly graph: ServiceGraph
  readonly onSelect: (service: string) => void
}) {
  const own = graph.nodes.filter(({ selfCalls }) => selfCalls > 0)
  if (graph.cycles.length === 0 && own.length === 0) return null
  const title = [
    ...(graph.cycles.length > 0 ? [plural(graph.cycles.length, 'cycle')] : []),
    ...(own.length > 0 ? [`${own.length} with self-calls`] : []),
  ].join(', ')
  return (
    <details className={styles.groups}>
      <summary>{title}</summary>
      <div className={styles.menu}>
        {graph.cycles.length > 0 && (
          <>
            <h2>Call each other in a circle</h2>
            <ul>
              {graph.cycles.map((names) => (
                <li key={names[0]}>
                  <Button size="small" tone="quiet" onClick={() => onSelect(names[0])}>
                    {names.slice(0, MOST_NAMES).join(', ')}
                    {names.length > MOST_NAMES && ` and ${names.length - MOST_NAMES} more`}
                  </Button>
                </li>
              ))}
            </ul>
          </>
        )}
        {own.length > 0 && (
          <>
            <h2>Call themselves</h2>
            <ul>
              {own.map(({ name, selfCalls }) => (
                <li key={name}>
                  <Button size="small" tone="quiet" onClick={() => onSelect(name)}>
                    {name}: {plural(selfCalls, 'call')}
                  </Button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </details>
  )
}
