import { SearchX } from 'lucide-react'
import { Link } from 'react-router'
import type { SearchResult } from '../../data/searchQuery.ts'
import { formatCount } from '../../lib/format.ts'
import { buttonClass } from '../../ui/buttonClass.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { formatSearchAddress, type SearchAddress } from '../../url/searchAddress.ts'
import { CompletenessNotes } from './CompletenessNotes.tsx'
import { nameOfServices, nextTries } from './nextTries.ts'
import type { RestOfSearch } from './useRestOfSearch.ts'

interface NothingFoundProps {
  readonly answer: SearchResult
  readonly address: SearchAddress
  readonly rest: RestOfSearch
}

export function NothingFound({ answer, address, rest }: NothingFoundProps) {
  const byId = address.traceIds.length > 0
  const refused = answer.refused.size
  return (
    <>
      <CompletenessNotes answer={answer} rest={rest} isLive={false} onRaiseLimit={null} narrowing={null} />
      <EmptyState
        title={byId ? 'None of these traces is stored here' : 'No traces found'}
        icon={<SearchX size={28} />}
        actions={nextTries(address).map(({ label, address: next }, index) => (
          <Link
            key={label}
            className={buttonClass({ tone: index === 0 ? 'primary' : 'normal' })}
            to={formatSearchAddress(next)}
          >
            {label}
          </Link>
        ))}
      >
        {byId
          ? 'They may be older than the backend keeps, not sampled, or not arrived yet.'
          : refused > 0
            ? `${formatCount(refused)} came back, and none of them meets all conditions. Ask for less:`
            : `${nameOfServices(address)}: no trace meets all conditions in this time. Ask for less:`}
        {answer.notices.map((notice) => (
          <p key={notice}>{notice}</p>
        ))}
      </EmptyState>
    </>
  )
}
