import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { apiBase, configuredApi, subscribeConfiguration } from '../data/configuration.ts'
import { freeClosedTraces } from '../data/freeClosedTraces.ts'
import { takeEarlyTrace } from '../data/traceLoads.ts'
import { traceQuery } from '../data/traceQuery.ts'
import '../ui/tokens.css'
import '../ui/global.css'
import { Shell } from './Shell.tsx'

/** Failures are shown with a retry, not retried in silence; what a tab switch would refetch is data that does not change. */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: 'always' },
  },
})

freeClosedTraces(queryClient)

/** The path that the page is served under: `/`, or what a proxy in front (or Jaeger itself) wrote into `<base href>`. */
const basename = () => new URL(document.baseURI).pathname.replace(/[^/]*$/, '').replace(/\/+$/, '')

/**
 * Without transitions: much of what is on screen lives in the address, and a ticked box or a selected row must show at once.
 */
export function mountApp(root: HTMLElement): void {
  askAgainElsewhere()
  const early = takeEarlyTrace()
  if (early) {
    const { traceId, window, options } = early.target
    queryClient.setQueryData(traceQuery({ traceId, window, ...options }).queryKey, early.view)
  }
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter basename={basename()} useTransitions={false}>
          <Shell />
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** A `config.json` may say, a moment late, that the API is not where it was asked for. */
function askAgainElsewhere() {
  const place = () => `${apiBase()} ${configuredApi()}`
  let asked = place()
  subscribeConfiguration(() => {
    if (place() === asked) return
    asked = place()
    void queryClient.resetQueries()
  })
}
