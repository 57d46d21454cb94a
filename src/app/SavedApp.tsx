import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { HashRouter } from 'react-router'
import '../ui/tokens.css'
import '../ui/global.css'
import { SavedScreen } from '../screens/compare/SavedScreen.tsx'
import { TooltipHost } from '../ui/TooltipHost.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { useTheme } from './theme.ts'

const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } })

/** What a saved comparison's file shows: the comparison page alone, on the traces in the file. */
export function mountSaved(root: HTMLElement): void {
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <HashRouter useTransitions={false}>
          <SavedShell />
        </HashRouter>
      </QueryClientProvider>
    </StrictMode>,
  )
}

function SavedShell() {
  useTheme(null)
  return (
    <>
      <main id="main">
        <ErrorBoundary resetKey="saved">
          <SavedScreen />
        </ErrorBoundary>
      </main>
      <TooltipHost />
    </>
  )
}
