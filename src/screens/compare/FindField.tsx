import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useEffect, useRef, type RefObject } from 'react'
import { IconButton } from '../../ui/Button.tsx'
import styles from './Compare.module.css'
import { matchText, type Matches } from './matches.ts'

interface FindFieldProps {
  readonly label: string
  readonly text: string
  /** Null while nothing is looked for. */
  readonly matches: Matches | null
  readonly selectedRow: number
  readonly inputRef: RefObject<HTMLInputElement | null>
  readonly onChange: (text: string) => void
  readonly onStep: (direction: 1 | -1) => void
}

/** Finds rows by service, operation, id, tag or event. Enter goes on, Shift+Enter back. */
export function FindField({ label, text, matches, selectedRow, inputRef, onChange, onStep }: FindFieldProps) {
  const none = !matches || matches.rows.length === 0
  // What is typed is told to the address, whose answer comes later: the field follows it only when it says something else.
  useEffect(() => {
    const input = inputRef.current
    if (input && document.activeElement !== input) input.value = text
  }, [inputRef, text])
  // Enter before anything is found: it is gone to as soon as it is.
  const wanted = useRef<1 | -1 | null>(null)
  const step = (direction: 1 | -1) => {
    if (matches?.done) onStep(direction)
    else wanted.current = direction
  }
  useEffect(() => {
    if (!matches?.done || wanted.current === null) return
    onStep(wanted.current)
    wanted.current = null
  })
  return (
    <search className={styles.find}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder="Find service, operation, id, tag"
        autoComplete="off"
        spellCheck={false}
        defaultValue={text}
        onChange={(event) => {
          wanted.current = null
          onChange(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          step(event.shiftKey ? -1 : 1)
        }}
      />
      {matches && (
        <>
          <IconButton
            label="Previous match"
            shortcut="Shift+Enter"
            size="small"
            disabled={none}
            onClick={() => onStep(-1)}
          >
            <ChevronUp size={14} aria-hidden="true" />
          </IconButton>
          <IconButton label="Next match" shortcut="Enter" size="small" disabled={none} onClick={() => onStep(1)}>
            <ChevronDown size={14} aria-hidden="true" />
          </IconButton>
        </>
      )}
      <span role="status">{matches && matchText(matches, selectedRow)}</span>
    </search>
  )
}
