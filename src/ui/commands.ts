import { useEffect, useRef } from 'react'

/** One line of the command palette. */
export interface Command {
  /** Unique within the palette, and what is searched: `Theme: dark`. */
  readonly label: string
  readonly group: string
  /** Said beside the label, and searched too. */
  readonly note?: string
  readonly run: () => unknown
}

const sources = new Set<() => readonly Command[]>()

/** What the palette offers while this is mounted. The list is made when the palette opens, not before. */
export function useCommands(list: () => readonly Command[]): void {
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    const source = () => latest.current()
    sources.add(source)
    return () => void sources.delete(source)
  }, [])
}

/** The commands of what is on screen now. */
export const commandsOnScreen = (): readonly Command[] => [...sources].flatMap((list) => list())
