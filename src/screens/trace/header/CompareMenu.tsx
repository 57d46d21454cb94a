import { Menu } from '@base-ui/react/menu'
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore, type ReactNode } from 'react'
import { Link } from 'react-router'
import { openedFilesQuery } from '../../../data/openedFiles.ts'
import { searchQuery } from '../../../data/searchQuery.ts'
import { getPreferences, subscribePreferences } from '../../../data/preferences.ts'
import { pickSimilar, similarTracesSearch } from '../../../data/similarTraces.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { formatIso, formatStart } from '../../../lib/formatTime.ts'
import { EMPTY_SEARCH } from '../../../url/searchAddress.ts'
import { linkToComparison, linkToTypical } from '../../../url/compareAddress.ts'
import type { TraceSummary, TraceView } from '../../../worker/protocol.ts'
import { buttonClass } from '../../../ui/buttonClass.ts'
import menu from '../../../ui/Menu.module.css'

interface CompareMenuProps {
  readonly view: Pick<TraceView, 'trace' | 'name'>
  readonly trigger: ReactNode
}

const MOST_FASTER = 8

/** Traces of the same root operation that were faster, and the median one; this trace becomes side B. */
export function CompareMenu({ view: { trace, name }, trigger }: CompareMenuProps) {
  const search = similarTracesSearch(trace)
  const { data, error } = useQuery({ ...searchQuery(search ?? EMPTY_SEARCH) })
  const files = useQuery(openedFilesQuery()).data ?? []
  const found = [...(data?.traces ?? []), ...files.flatMap(({ traces }) => traces)]
  const { all, faster, median } = pickSimilar(trace, found)
  const cohort = all.map(({ traceId }) => traceId)
  const linkTo = ({ traceId }: TraceSummary) => linkToComparison(traceId, name, cohort)
  const item = (link: string, text: ReactNode, key: string) => (
    <Menu.Item key={key} className={menu.item} render={<Link to={link} />}>
      {text}
    </Menu.Item>
  )
  const note = (text: string) => <p className={menu.note}>{text}</p>
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={buttonClass({ size: 'small' })}>{trigger}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} sideOffset={4} align="end">
          <Menu.Popup className={menu.popup} aria-label="Compare this trace with">
            {search === null && note('This trace has no root to look for others by.')}
            {search !== null &&
              !data &&
              note(error ? 'Other traces could not be searched for.' : 'Looking for others of the same kind…')}
            {data && all.length === 0 && note('No other trace of this root operation in the day before it.')}
            {median &&
              item(
                linkTo(median),
                `The median of ${plural(all.length, 'trace')}, ${formatDuration(median.durationUs)}`,
                'median',
              )}
            {all.length > 0 &&
              item(linkToTypical(name, cohort), `What is typical of ${plural(all.length, 'trace')}`, 'typical')}
            {faster.length > 0 && <Menu.Separator className={menu.separator} />}
            {faster.length > 0 && note(`${plural(faster.length, 'faster one')}, the latest first`)}
            {faster.slice(0, MOST_FASTER).map((other) => item(linkTo(other), <Faster of={other} />, other.traceId))}
            <Menu.Separator className={menu.separator} />
            {item(linkToComparison('', name), 'Another trace…', 'other')}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Faster({ of: { durationUs, startUs, spanCount } }: { readonly of: TraceSummary }) {
  const { timeZone } = useSyncExternalStore(subscribePreferences, getPreferences)
  const us = BigInt(Math.round(startUs))
  return (
    <>
      <b>{formatDuration(durationUs)}</b> · {plural(spanCount, 'span')} ·{' '}
      <time dateTime={formatIso(us)}>{formatStart(us, timeZone)}</time>
    </>
  )
}
