import { ChevronDown } from 'lucide-react'
import { useSyncExternalStore, type ComponentProps } from 'react'
import type { ComboBoxList } from './ComboBoxList.tsx'
import styles from './ComboBox.module.css'
import { Field, type FieldProps } from './Field.tsx'

export interface Several {
  readonly lastOf: (text: string) => string
  readonly choose: (text: string, option: string) => string
}

type ComboBoxProps = FieldProps & {
  readonly value: string
  readonly onValueChange: (value: string) => void
  /** The suggestions; whatever else is typed stands too. */
  readonly options: readonly string[]
  /** Said in the list while there are no suggestions. */
  readonly emptyText: string
  /** Several values in one text: which part of it is being typed, and the text once a suggestion is chosen for that part. */
  readonly several?: Several
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly required?: boolean
}

/* The list (Base UI) is loaded when someone first reaches for a box: until then it is an input with the same name and text. */
let LoadedList: typeof ComboBoxList | null = null
let loading = false
const waiting = new Set<() => void>()
/** The plain box in use was pressed or typed into: its list is wanted as soon as it is here. Reached by Tab, it stays closed. */
let isListWanted = false

const currentList = () => LoadedList

function subscribe(onLoad: () => void): () => void {
  waiting.add(onLoad)
  return () => waiting.delete(onLoad)
}

/** Loads the list once; all boxes of the page change over together, while the one in use still has its focus. */
function loadList(): void {
  if (loading || LoadedList) return
  loading = true
  import('./ComboBoxList.tsx')
    .then((module) => {
      module.rememberFocus(isListWanted)
      LoadedList = module.ComboBoxList
      for (const onLoad of waiting) onLoad()
    })
    .catch(() => undefined)
    .finally(() => {
      loading = false
    })
}

/** A text box that suggests: type to narrow, arrows to choose, Escape to close. */
export function ComboBox({ label, hint, error, className, ...box }: ComboBoxProps) {
  const List = useSyncExternalStore(subscribe, currentList)
  const { value, onValueChange, options: _options, emptyText: _emptyText, several: _several, ...rest } = box
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) =>
        List ? (
          <List {...control} {...box} />
        ) : (
          <PlainBox
            {...control}
            {...rest}
            value={value}
            onChange={(event) => {
              isListWanted = true
              onValueChange(event.target.value)
            }}
            onPointerDown={() => (isListWanted = true)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') isListWanted = false
            }}
            onFocus={loadList}
            onBlur={() => (isListWanted = false)}
            onPointerEnter={loadList}
          />
        )
      }
    </Field>
  )
}

const PlainBox = (props: ComponentProps<'input'>) => (
  <div className={styles.box}>
    <input
      type="text"
      role="combobox"
      aria-expanded="false"
      aria-autocomplete="list"
      autoComplete="off"
      spellCheck={false}
      {...props}
    />
    <span className={styles.open} aria-hidden="true">
      <ChevronDown size={14} />
    </span>
  </div>
)
