import { SearchX } from 'lucide-react'
import { Link } from 'react-router'
import type { SearchResult } from '../../data/searchQuery.ts'
import { formatCount } from '../../lib/format.ts'
import { buttonClass } from '../../ui/buttonClass.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { formatSearchQuery, type SearchAddress } from '../../url/searchAddress.ts'
import { CompletenessNotes } from './CompletenessNotes.tsx'
import { asksForErrorTag, nameOfServices, nextTries } from './nextTries.ts'
import { PLAIN_VIEW, writeResultsView } from './resultsView.ts'
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
        actions={nextTries(address).map(({ label, address: next, errorsOnly }, index) => (
          <Link
            key={label}
            className={buttonClass({ tone: index === 0 ? 'primary' : 'normal' })}
            to={linkTo(next, errorsOnly)}
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
        {!byId && asksForErrorTag(address) && (
          <p>
            Some stores do not find error=true (Jaeger’s memory store is one). “Errors only” looks at what came back.
          </p>
        )}
      </EmptyState>
    </>
  )
}

function linkTo(address: SearchAddress, errorsOnly = false): string {
  const query = formatSearchQuery(address)
  writeResultsView(query, { ...PLAIN_VIEW, errorsOnly })
  return `/search?${query}`
}
