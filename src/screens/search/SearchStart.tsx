import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { Link } from 'react-router'
import { servicesQuery } from '../../data/servicesQuery.ts'
import { sourceQuery } from '../../data/source.ts'
import { IconButton } from '../../ui/Button.tsx'
import { ServiceSwatch } from '../../ui/ServiceSwatch.tsx'
import { EMPTY_SEARCH, formatSearchAddress, type SearchAddress } from '../../url/searchAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import { DEMO_STORIES } from './demoStories.ts'
import { describeSearch, readRecent } from './recentSearches.ts'
import { forgetSearch, useSavedSearches } from './savedSearches.ts'
import styles from './SearchStart.module.css'

const SHOWN_SERVICES = 60

/** Before the first search: what there is to look at. */
export function SearchStart({ embed }: Pick<SearchAddress, 'embed'>) {
  const { data: source } = useQuery(sourceQuery())
  const { data: services = [] } = useQuery(servicesQuery())
  const recent = readRecent()
  const saved = useSavedSearches()
  const linkTo = (address: SearchAddress) => formatSearchAddress({ ...address, embed })
  return (
    <div className={styles.start}>
      {source?.demo && <Stories />}
      {saved.length > 0 && (
        <section aria-labelledby="saved-searches">
          <h2 id="saved-searches" className={styles.title}>
            Saved
          </h2>
          <ul role="list" className={styles.recent}>
            {saved.map(({ name, query }) => (
              <li key={name} className={styles.saved}>
                <Link to={`/search?${query}`}>{name}</Link>
                <IconButton size="small" label={`Forget “${name}”`} onClick={() => forgetSearch(name)}>
                  <X size={13} aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
        </section>
      )}
      {recent.length > 0 && (
        <section aria-labelledby="recent-searches">
          <h2 id="recent-searches" className={styles.title}>
            Searched before
          </h2>
          <ul role="list" className={styles.recent}>
            {recent.map((address) => (
              <li key={linkTo(address)}>
                <Link to={linkTo(address)}>{describeSearch(address)}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {services.length > 0 && (
        <section aria-labelledby="all-services">
          <h2 id="all-services" className={styles.title}>
            Last hour of…
          </h2>
          <ul role="list" className={styles.services}>
            {services.slice(0, SHOWN_SERVICES).map((service) => (
              <li key={service}>
                <Link to={linkTo({ ...EMPTY_SEARCH, services: [service] })}>
                  <ServiceSwatch service={service} />
                </Link>
              </li>
            ))}
            {services.length > SHOWN_SERVICES && (
              <li className={styles.more}>and {services.length - SHOWN_SERVICES} more: type in the box above</li>
            )}
          </ul>
        </section>
      )}
      <p className={styles.hint}>
        Traces in a file (Jaeger, OpenTelemetry or Tempo JSON, JSON lines, gzipped or not)? Drop it anywhere on the
        page, or open it with the folder at the top right.
      </p>
      {services.length === 0 && recent.length === 0 && !source?.demo && (
        <p className={styles.hint}>Choose a service above, or paste a trace id into the box at the top.</p>
      )}
    </div>
  )
}

function Stories() {
  return (
    <section aria-labelledby="stories">
      <h2 id="stories" className={styles.title}>
        This is the demo: recorded traces, moved to the last hour. Start with one of these
      </h2>
      <ul role="list" className={styles.stories}>
        {DEMO_STORIES.map(({ title, text, traceId }) => (
          <li key={traceId}>
            <Link to={linkToTrace(traceId)} className={styles.story}>
              <strong>{title}</strong>
              <span>{text}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className={styles.hint}>
        To see your own, start Lacuna with <code>--jaeger http://localhost:16686</code>.
      </p>
    </section>
  )
}
