import type { SearchPart } from '../../data/searchParts.ts'
import type { SearchResult } from '../../data/searchQuery.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCondition } from '../../url/tagQuery.ts'
import { raisedLimit } from './nextTries.ts'
import styles from './SearchScreen.module.css'
import type { RestOfSearch } from './useRestOfSearch.ts'

interface CompletenessNotesProps {
  readonly answer: SearchResult
  readonly rest: RestOfSearch
  /** A live list begins anew each time: it has no older pages. */
  readonly isLive: boolean
  /** null: does not help here. */
  readonly onRaiseLimit: (() => void) | null
  /** What the page's own filters hid. */
  readonly narrowing: string | null
}

/** What a reader must know of an answer: what lacks, where it was cut, what was applied to it here. */
export function CompletenessNotes({ answer, rest, isLive, onRaiseLimit, narrowing }: CompletenessNotesProps) {
  const { isCut, query, appliedHere, refused, notices, traces } = answer
  const lacking = answer.parts.filter(({ state }) => state === 'failed' || state === 'stopped')
  if (!isCut && !narrowing && notices.length === 0 && lacking.length === 0 && !appliedHere) return null
  const limitText = `${formatCount(query.limit)}${answer.parts.length > 1 ? ' of each service' : ''}`
  return (
    <div className={styles.notes}>
      {lacking.length > 0 && <Lacking lacking={lacking} total={answer.parts.length} rest={rest} />}
      {isCut && (
        <p>
          Cut at the limit of {limitText}: there may be more traces than these.{' '}
          {!isLive && (
            <Button size="small" disabled={rest.busy} onClick={rest.loadOlder}>
              {rest.busy ? 'Asking…' : 'Load older ones'}
            </Button>
          )}{' '}
          {onRaiseLimit && (
            <Button size="small" onClick={onRaiseLimit}>
              Ask for {formatCount(raisedLimit(query.limit))}
            </Button>
          )}
        </p>
      )}
      {appliedHere && (
        <p>
          Applied to the {plural(traces.length + refused.size, 'trace')} that came back, not asked of the server:{' '}
          <code>{formatCondition(appliedHere)}</code>.{' '}
          {refused.size > 0
            ? `${formatCount(refused.size)} of them ${refused.size === 1 ? 'does' : 'do'} not meet it.`
            : 'All of them meet it.'}
        </p>
      )}
      {notices.map((notice) => (
        <p key={notice}>Told with the answer: {notice}</p>
      ))}
      {narrowing && <p>{narrowing}</p>}
    </div>
  )
}

const NAMED = 5

interface LackingProps {
  readonly lacking: readonly SearchPart[]
  readonly total: number
  readonly rest: RestOfSearch
}

/** Which services are not in the list, and why. */
function Lacking({ lacking, total, rest }: LackingProps) {
  const more = lacking.length - NAMED
  return (
    <div role="alert" className={styles.lacking}>
      <p>
        <strong>
          {formatCount(lacking.length)} of {plural(total, 'service')} lacking.
        </strong>{' '}
        <Button size="small" disabled={rest.busy} onClick={rest.retryLacking}>
          {rest.busy ? 'Asking…' : lacking.length === 1 ? `Ask ${lacking[0].service ?? 'it'} again` : 'Ask these again'}
        </Button>
      </p>
      <ul role="list">
        {lacking.slice(0, NAMED).map(({ service, failure }) => (
          <li key={service}>
            <strong>
              <bdi>{service}</bdi>
            </strong>
            : {failure ? failure.message : 'not waited for.'}
          </li>
        ))}
        {more > 0 && <li>and {formatCount(more)} more</li>}
      </ul>
    </div>
  )
}
