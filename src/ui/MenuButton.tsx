import { Suspense, useState, type ReactNode } from 'react'
import { Button } from './Button.tsx'

interface MenuButtonProps {
  /** What is on the button. */
  readonly content: ReactNode
  /** The menu, open, with this on its trigger; a lazy component: its code comes with the first click. */
  readonly children: (trigger: ReactNode) => ReactNode
}

/** A button until it is clicked, then the menu that takes its place. */
export function MenuButton({ content, children }: MenuButtonProps) {
  const [wanted, setWanted] = useState(false)
  const waiting = (
    <Button size="small" aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}>
      {content}
    </Button>
  )
  return wanted ? <Suspense fallback={waiting}>{children(content)}</Suspense> : waiting
}
