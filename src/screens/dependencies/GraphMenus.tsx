import { useRef, type ReactNode } from 'react'
import { listGroups } from '../../analysis/focusGraph.ts'
import type { ServiceGraph } from '../../analysis/serviceGraph.ts'
import { plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './Dependencies.module.css'

interface GroupsProps {
  readonly graph: ServiceGraph
  readonly folded: readonly string[]
  readonly onChange: (folded: string[]) => void
}

/** What opens below its title, and closes with Escape or when the reader goes elsewhere. */
function Menu({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null)
  const close = () => {
    if (details.current) details.current.open = false
  }
  return (
    <details
      ref={details}
      className={styles.groups}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return
        event.stopPropagation()
        close()
        details.current.querySelector('summary')?.focus()
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close()
      }}
    >
      <summary>{title}</summary>
      {children}
    </details>
  )
}

/** Folding: the groups of two or more services of one namespace, or whose names begin alike. */
export function Groups({ graph, folded, onChange }: GroupsProps) {
  const groups = listGroups(graph)
  if (groups.length === 0) return null
  const shut = groups.filter(({ name }) => folded.includes(name)).length
  return (
    <Menu title={`Groups${shut > 0 ? ` (${shut} folded)` : ''}`}>
      <div role="group" aria-labelledby="groups-title" className={styles.menu}>
        <h2 id="groups-title">Fold services of one namespace, or whose names begin with</h2>
        <div className={styles.groupActions}>
          <Button size="small" onClick={() => onChange(groups.map(({ name }) => name))}>
            Fold all
          </Button>
          <Button size="small" onClick={() => onChange([])}>
            Unfold all
          </Button>
        </div>
        {groups.map(({ name, size, isNamespace }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={folded.includes(name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...folded, name] : folded.filter((other) => other !== name))
              }
            />
            <bdi>{name}</bdi> ({size}){isNamespace && <span className={styles.note}>namespace</span>}
          </label>
        ))}
      </div>
    </Menu>
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
  const own = graph.nodes.filter(({ selfCalls }) => selfCalls > 0).sort((a, b) => b.selfCalls - a.selfCalls)
  if (graph.cycles.length === 0 && own.length === 0) return null
  const title = [
    ...(graph.cycles.length > 0 ? [plural(graph.cycles.length, 'cycle')] : []),
    ...(own.length > 0 ? [`${own.length} with self-calls`] : []),
  ].join(', ')
  return (
    <Menu title={title}>
      <div className={styles.menu}>
        {graph.cycles.length > 0 && (
          <>
            <h2>Call each other in a circle</h2>
            <ul role="list">
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
            <ul role="list">
              {own.map(({ name, selfCalls }) => (
                <li key={name}>
                  <Button size="small" tone="quiet" onClick={() => onSelect(name)}>
                    {/* One item of the button's row, or a gap comes before the colon. */}
                    <span>
                      <bdi>{name}</bdi>: {plural(selfCalls, 'call')}
                    </span>
                  </Button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Menu>
  )
}
