import { Compass } from 'lucide-react'
import { Link, useLocation } from 'react-router'
import { buttonClass } from '../ui/buttonClass.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx'
import { useDocumentTitle } from '../ui/useDocumentTitle.ts'
import { parseTraceId } from '../url/traceId.ts'
import { linkToTrace } from '../url/traceAddress.ts'

/** An address that is no page. When it names a trace, that is offered. */
export function NotFound() {
  const { pathname, search } = useLocation()
  useDocumentTitle('No such page')
  const named = parseTraceId(decode(pathname + search))
  return (
    <>
      <h1>
        <VisuallyHidden>No such page</VisuallyHidden>
      </h1>
      <EmptyState
        title="There is no such page"
        icon={<Compass size={28} />}
        actions={
          <>
            {named && (
              <Link className={buttonClass({ tone: 'primary' })} to={linkToTrace(named.traceId, named.spanId)}>
                Open trace {named.traceId.slice(0, 8)}…
              </Link>
            )}
            <Link className={buttonClass({ tone: named ? 'normal' : 'primary' })} to="/search">
              Search traces
            </Link>
          </>
        }
      >
        <p>
          <code>{decode(pathname)}</code> is not an address of Lacuna. Traces are at <code>/trace/…</code>, the search
          is at <code>/search</code>.
        </p>
      </EmptyState>
    </>
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
