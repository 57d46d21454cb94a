import { createContext, use, type ReactNode } from 'react'
import { Link } from 'react-router'

/** In a saved comparison: the base address of the Lacuna that saved it, '' where that is unknown. Null in the app itself. */
export const SavedFrom = createContext<string | null>(null)

interface TraceLinkProps {
  /** Below the page's base: `/trace/…`. */
  readonly to: string
  readonly children: ReactNode
}

/** A link to a trace's page; out of a saved comparison it leads back to where that was saved. */
export function TraceLink({ to, children }: TraceLinkProps) {
  const savedFrom = use(SavedFrom)
  if (savedFrom === null) return <Link to={to}>{children}</Link>
  if (savedFrom === '') return children
  return (
    <a href={new URL(to.replace(/^\//, ''), savedFrom).href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
