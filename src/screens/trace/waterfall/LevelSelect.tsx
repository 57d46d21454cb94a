import { useStore } from 'zustand'
import type { TraceStore } from '../traceStore.ts'
import styles from './Waterfall.module.css'

/** As many as there are digit keys. */
const MOST_LEVELS = 9

/** Shows the tree's first levels only. What is open changes with every row, so it names no level as the one that holds. */
export function LevelSelect({ store }: { readonly store: TraceStore }) {
  const levels = Math.min(
    MOST_LEVELS,
    useStore(store, (state) => state.maxDepth),
  )
  if (levels < 1) return null
  return (
    <select
      className={styles.levels}
      aria-label="Levels shown"
      data-tip="Show the first levels only (keys 1 to 9)"
      value=""
      onChange={(event) => store.getState().collapseToDepth(Number(event.target.value) - 1)}
    >
      <option value="" hidden>
        Levels
      </option>
      {Array.from({ length: levels }, (_, i) => (
        <option key={i} value={i + 1}>
          {i === 0 ? '1 level' : `${i + 1} levels`}
        </option>
      ))}
    </select>
  )
}
