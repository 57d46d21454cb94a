import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Tips } from './EmptyState.tsx'
import styles from './State.module.css'

/** What a failed load says of itself (the worker's `LoadFailure` fits). */
export interface Failure {
  readonly kind: string
  readonly status: number | null
  readonly message: string
  readonly detail: string | null
  readonly url: string
}

interface ErrorStateProps {
  readonly title: string
  readonly failure: Failure
  readonly onRetry?: () => void
  readonly retrying?: boolean
  /** Replaces what would be suggested for this kind of failure. */
  readonly tips?: readonly string[]
  /** Beside what is still shown, instead of in its place. */
  readonly inline?: boolean
  readonly actions?: ReactNode
}

/** A failure: what happened, what to try, a retry, and what the server said. */
export function ErrorState({
  title,
  failure,
  onRetry,
  retrying = false,
  tips,
  inline = false,
  actions,
}: ErrorStateProps) {
  const list = tips ?? tipsFor(failure)
  return (
    <div role="alert" className={inline ? `${styles.state} ${styles.inline}` : styles.state}>
      {!inline && <TriangleAlert size={28} className={styles.errorIcon} aria-hidden="true" />}
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.body}>{failure.message}</p>
      {list.length > 0 && (
        <Tips>
          {list.map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </Tips>
      )}
      <div className={styles.actions}>
        {onRetry && (
          <Button onClick={onRetry} disabled={retrying} tone={inline ? 'normal' : 'primary'}>
            <RotateCw size={14} aria-hidden="true" />
            {retrying ? 'Trying again…' : 'Try again'}
          </Button>
        )}
        {actions}
      </div>
      <details className={styles.details}>
        <summary>Details</summary>
        <pre>{detailsOf(failure)}</pre>
      </details>
    </div>
  )
}

function detailsOf({ kind, status, url, detail }: Failure): string {
  const head = [`request  ${url || '(none)'}`, `failure  ${kind}${status === null ? '' : `, status ${status}`}`]
  return detail ? `${head.join('\n')}\n\n${detail}` : head.join('\n')
}

/** What a person can try, by the kind of failure. */
export function tipsFor({ kind, status }: Pick<Failure, 'kind' | 'status'>): string[] {
  if (kind === 'network')
    return [
      'Is the tracing backend running and reachable from here?',
      'Are you online, or is a VPN or proxy in between?',
    ]
  if (kind === 'timeout')
    return ['The backend took too long. A shorter time range, a service or a lower limit makes it answer sooner.']
  if (kind === 'html')
    return [
      'A web page came instead of data: a login page, a proxy, or a wrong API path. Open the address in Details to see it.',
    ]
  if (kind === 'not-json' || kind === 'truncated')
    return ['The answer broke off or was not JSON. A proxy in between may cut long answers; try a lower limit.']
  if (kind === 'too-large') return ['Ask for less: a shorter time range, or a lower limit.']
  if (status === 401 || status === 403)
    return ['You are not signed in, or may not see this. Sign in where the backend is served, then try again.']
  if (status === 429) return ['The backend asks for fewer requests. Wait a moment, then try again.']
  if (status === 502 || status === 504)
    return ['Is the tracing backend running at the address that this page’s server was given?']
  if (status !== null && status >= 500)
    return ['The backend itself failed: its own logs say why. It may be restarting.']
  return []
}
