import { useNavigate } from 'react-router'
import { copyText } from '../../ui/CopyButton.tsx'
import { useCommands } from '../../ui/commands.ts'
import { linkToComparison } from '../../url/compareAddress.ts'
import type { AddressSync } from './address/useTraceAddress.ts'
import type { TraceStore } from './traceStore.ts'

const VIEWS = [
  ['waterfall', 'timeline'],
  ['flame', 'flame chart'],
  ['table', 'table'],
  ['logs', 'logs'],
  ['graph', 'graph'],
] as const

/** What the command palette can do with the open trace. */
export function useTraceCommands(store: TraceStore, { change, deepLink }: AddressSync): void {
  const navigate = useNavigate()
  useCommands(() => {
    const state = store.getState()
    const { view } = state
    const command = (label: string, run: () => unknown) => ({ group: 'This trace', label, run })
    return [
      command('Next gap', () => state.stepGap(1)),
      command('Expand all rows', () => state.expandAll()),
      command('Collapse all rows', () => state.collapseAll()),
      command('Show the whole trace', () => state.setRange(null)),
      ...(view.clocks.correctable || view.clocksView === 'corrected'
        ? [
            command(view.clocksView === 'corrected' ? 'Clocks: as recorded' : 'Clocks: corrected', () =>
              change({ clocks: view.clocksView === 'corrected' ? 'raw' : 'corrected' }),
            ),
          ]
        : []),
      ...VIEWS.map(([name, label]) => command(`View: ${label}`, () => change({ view: name }))),
      command('Compare this trace with…', () => navigate(linkToComparison('', view.name))),
      command('Copy trace id', () => copyText(view.trace.traceId)),
      command('Copy link to this view', () => copyText(deepLink())),
    ]
  })
}
