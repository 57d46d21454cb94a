import { makeElement } from '../../../ui/makeElement.ts'
import type { TraceStore } from '../traceStore.ts'
import styles from './Waterfall.module.css'

/** As many as there are digit keys. */
const MOST_LEVELS = 9

/** Shows the tree's first levels only. What is open changes with every row, so it names no level as the one that holds. */
export function createLevelSelect(store: TraceStore) {
  const element = makeElement('select', {
    class: styles.levels,
    'aria-label': 'Levels shown',
    'data-tip': 'Show the first levels only (keys 1 to 9)',
  })

  function offer(maxDepth: number): void {
    const levels = Math.min(MOST_LEVELS, maxDepth)
    element.hidden = levels < 1
    element.replaceChildren(
      makeElement('option', { value: '', hidden: true, selected: true }, 'Levels'),
      ...Array.from({ length: levels }, (_, i) =>
        makeElement('option', { value: i + 1 }, i === 0 ? '1 level' : `${i + 1} levels`),
      ),
    )
  }

  element.addEventListener('change', () => {
    store.getState().collapseToDepth(Number(element.value) - 1)
    element.value = ''
  })
  offer(store.getState().maxDepth)
  const unsubscribe = store.subscribe((state, before) => {
    if (state.maxDepth !== before.maxDepth) offer(state.maxDepth)
  })
  return { element, destroy: unsubscribe }
}
