import { Autocomplete } from '@base-ui/react/autocomplete'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { ChevronDown } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import boxStyles from './ComboBox.module.css'
import styles from './ComboBoxList.module.css'
import type { Several } from './ComboBox.tsx'
import type { ControlProps } from './Field.tsx'
import { matchOptions } from './matchOptions.ts'

const MAX_SHOWN = 200

interface ComboBoxListProps extends ControlProps {
  readonly value: string
  readonly onValueChange: (value: string) => void
  readonly options: readonly string[]
  readonly emptyText: string
  readonly several?: Several
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly required?: boolean
}

/** The box with its list. Takes over from a plain input mid-use, so it puts focus and caret back where they were. */
export function ComboBoxList({
  value,
  onValueChange,
  options,
  emptyText,
  several,
  disabled,
  ...control
}: ComboBoxListProps) {
  const input = useRef<HTMLInputElement>(null)
  const [box, setBox] = useState<HTMLElement | null>(null)
  const [open, setOpen] = useState(false)
  const typed = several ? several.lastOf(value) : value
  const shown = useMemo(() => matchOptions(options, typed, MAX_SHOWN), [options, typed])
  useTakeOverFocus(input, setOpen)
  return (
    <CSPProvider disableStyleElements>
      <Autocomplete.Root
        items={options}
        filteredItems={shown}
        value={value}
        onValueChange={(next, { reason }) => {
          // Escape closes the list; on a closed one the library would take what was typed.
          if (reason === 'escape-key') return
          onValueChange(several && reason === 'item-press' ? several.choose(value, next) : next)
        }}
        open={open}
        onOpenChange={setOpen}
        disabled={disabled}
        openOnInputClick
        autoHighlight={false}
      >
        <div ref={setBox} className={boxStyles.box}>
          <Autocomplete.Input
            ref={input}
            autoComplete="off"
            spellCheck={false}
            {...control}
            onKeyDown={(event) => {
              // It sends the form: what was typed is settled.
              if (event.key === 'Enter' && !event.currentTarget.getAttribute('aria-activedescendant')) setOpen(false)
            }}
          />
          <Autocomplete.Trigger className={boxStyles.open} tabIndex={-1} aria-label="Show suggestions">
            <ChevronDown size={14} aria-hidden="true" />
          </Autocomplete.Trigger>
        </div>
        <Autocomplete.Portal container={box}>
          <Autocomplete.Positioner className={styles.positioner} sideOffset={2} align="start">
            <Autocomplete.Popup className={styles.popup}>
              <KeepPageReadable />
              <Autocomplete.Empty className={styles.note}>
                {options.length === 0 ? emptyText : `Nothing matches “${typed}”.`}
              </Autocomplete.Empty>
              <Autocomplete.List className={styles.list}>
                {(item: string) => (
                  <Autocomplete.Item
                    key={item}
                    value={item}
                    className={styles.item}
                    data-chosen={item === typed || undefined}
                  >
                    {item}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
    </CSPProvider>
  )
}

/**
 * Base UI hides the page from screen readers while a list is open, the box's own label with it, though Tab still leads there.
 * A list of suggestions is no dialog: what is hidden while it is open is shown again.
 */
function KeepPageReadable() {
  useLayoutEffect(() => {
    const observer = new MutationObserver((changes) => {
      for (const { target, oldValue } of changes) {
        if (target instanceof HTMLElement && oldValue === null) target.removeAttribute('aria-hidden')
      }
    })
    observer.observe(document.body, { subtree: true, attributeFilter: ['aria-hidden'], attributeOldValue: true })
    return () => observer.disconnect()
  }, [])
  return null
}

interface LastFocus {
  readonly id: string
  readonly start: number | null
  readonly end: number | null
  /** The box was pressed or typed into while its list was on the way. */
  readonly isListWanted: boolean
}

/** Kept by the module: the plain input is already gone when this one mounts. */
let lastFocus: LastFocus | null = null

/** Called right before the swap, while the plain input still has its focus. */
export function rememberFocus(isListWanted: boolean): void {
  const active = document.activeElement
  lastFocus =
    active instanceof HTMLInputElement
      ? { id: active.id, start: active.selectionStart, end: active.selectionEnd, isListWanted }
      : null
}

function useTakeOverFocus(input: React.RefObject<HTMLInputElement | null>, onOpen: (open: boolean) => void) {
  useLayoutEffect(() => {
    const element = input.current
    if (!element || lastFocus?.id !== element.id) return
    element.focus({ preventScroll: true })
    element.setSelectionRange(lastFocus.start, lastFocus.end)
    if (lastFocus.isListWanted) onOpen(true)
    lastFocus = null
  }, [input, onOpen])
}
