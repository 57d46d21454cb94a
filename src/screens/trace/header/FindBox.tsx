import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import type { RefObject } from 'react'
import { formatCount } from '../../../lib/format.ts'
import { IconButton } from '../../../ui/Button.tsx'
import styles from './TraceHeader.module.css'

interface FindBoxProps {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onFocus: () => void
  /** How many spans match so far; null while nothing is looked for. */
  readonly count: number | null
  /** Which of them is selected, from 1; 0 when none is. */
  readonly current: number
  readonly done: boolean
  /** The count is still the one of another text. */
  readonly busy: boolean
  readonly onStep: (direction: 'forward' | 'backward') => void
  readonly inputRef: RefObject<HTMLInputElement | null>
}

/** Finds spans by service, operation, id, tag key or value. Enter goes on, Shift+Enter back. */
export function FindBox({ text, onChange, onFocus, count, current, done, busy, onStep, inputRef }: FindBoxProps) {
  return (
    <search className={styles.find}>
      <span className={styles.findField}>
        <Search size={14} aria-hidden="true" />
        <input
          ref={inputRef}
          type="text"
          aria-label="Find in trace"
          aria-describedby="find-count"
          placeholder="Find service, operation, id, tag"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onFocus={onFocus}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault()
              onStep(event.shiftKey ? 'backward' : 'forward')
            } else if (event.key === 'Escape' && text !== '') {
              event.preventDefault()
              event.stopPropagation()
              onChange('')
            }
          }}
        />
        <span id="find-count" role="status" aria-busy={busy || !done} className={styles.findCount}>
          {count === null ? '' : countText(count, current, done)}
        </span>
      </span>
      <IconButton
        label="Previous match"
        shortcut="Shift+Enter"
        size="small"
        disabled={!count}
        onClick={() => onStep('backward')}
      >
        <ChevronUp size={14} aria-hidden="true" />
      </IconButton>
      <IconButton label="Next match" shortcut="Enter" size="small" disabled={!count} onClick={() => onStep('forward')}>
        <ChevronDown size={14} aria-hidden="true" />
      </IconButton>
    </search>
  )
}

/** `3/12`, `12…` while the search goes on, `none`. */
export function countText(count: number, current: number, done: boolean): string {
  const more = done ? '' : '…'
  if (count === 0) return done ? 'none' : '…'
  return current > 0 ? `${formatCount(current)}/${formatCount(count)}${more}` : `${formatCount(count)}${more}`
}
