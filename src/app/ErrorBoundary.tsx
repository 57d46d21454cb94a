import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'

interface ErrorBoundaryProps {
  /** A change of it (the page's path) clears the error. */
  readonly resetKey: string
  readonly onCaught?: () => void
  readonly children: ReactNode
}

interface ErrorBoundaryState {
  readonly error: Error | null
  readonly resetKey: string
}

/** Keeps a page that failed from taking the header, or the tab, with it. A class, since React has no other boundary. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(thrown: unknown): Partial<ErrorBoundaryState> {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  static getDerivedStateFromProps(
    props: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): Partial<ErrorBoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('A page failed', error, info.componentStack)
    this.props.onCaught?.()
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    const chunk = /dynamically imported module|module script|Importing a module|preload CSS/i.test(error.message)
    return (
      <ErrorState
        title={chunk ? 'A part of Lacuna could not be loaded' : 'This page failed'}
        failure={{
          kind: chunk ? 'network' : 'bug',
          status: null,
          message: chunk
            ? 'Its code did not arrive. The server may be down, or a newer version was installed since this page was opened.'
            : 'That is a mistake in Lacuna, not in your data. Nothing was changed; the rest of the app still works.',
          detail: error.stack ?? error.message,
          url: window.location.href,
        }}
        tips={[]}
        onRetry={() => this.setState({ error: null })}
        actions={<Button onClick={() => window.location.reload()}>Reload the page</Button>}
      />
    )
  }
}
