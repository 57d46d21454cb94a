import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { resultKeysQuery } from '../../data/resultTags.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { ComboBox } from '../../ui/ComboBox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import styles from './Columns.module.css'
import { MOST_COLUMNS } from './resultsView.ts'

interface ColumnsProps {
  readonly names: readonly string[]
  readonly columns: readonly string[]
  readonly onColumns: (columns: readonly string[]) => void
  readonly onClose: () => void
}

/** Chooses the tags that are shown beside each result. */
export function Columns({ names, columns, onColumns, onClose }: ColumnsProps) {
  const keys = useQuery(resultKeysQuery(names))
  const [text, setText] = useState('')
  const key = text.trim()
  const isFull = columns.length >= MOST_COLUMNS
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (key === '' || isFull) return
    onColumns([...columns.filter((column) => column !== key), key])
    setText('')
  }
  return (
    <Dialog open onOpenChange={onClose} title="Columns">
      <form className={styles.form} onSubmit={add}>
        <ComboBox
          label="Tag"
          value={text}
          onValueChange={setText}
          options={(keys.data ?? []).filter((option) => !columns.includes(option))}
          emptyText={keys.isPending ? 'Looking for tags…' : 'Whole traces are not read yet: type a key.'}
          placeholder="http.status_code"
        />
        <Button type="submit" disabled={key === '' || isFull}>
          Add column
        </Button>
      </form>
      {isFull && <p className={styles.note}>{MOST_COLUMNS} columns are as many as fit.</p>}
      <ul role="list" className={styles.list}>
        {columns.map((column) => (
          <li key={column}>
            <code>{column}</code>
            <IconButton
              size="small"
              label={`Remove column ${column}`}
              onClick={() => onColumns(columns.filter((other) => other !== column))}
            >
              <X size={13} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        A trace with several values shows its root’s first, and how many more there are. Sensitive values are masked.
      </p>
    </Dialog>
  )
}
