import { Autocomplete } from '@base-ui/react/autocomplete'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { servicesQuery } from '../data/servicesQuery.ts'
import type { Command } from '../ui/commands.ts'
import dialogStyles from '../ui/Dialog.module.css'
import { appCommands, traceCommands } from './appCommands.ts'
import type { CollectedKeys } from './collectKeys.ts'
import styles from './CommandPalette.module.css'
import { matchCommands } from './matchCommands.ts'

interface CommandPaletteProps {
  readonly onClose: () => void
  readonly onOpen: (dialog: 'help' | 'preferences') => void
  /** What was typed before the input had the focus; from then on it comes there. */
  readonly takeTyped: () => CollectedKeys
}

interface Group {
  readonly value: string
  readonly items: readonly Command[]
}

const MOST = 60
const NO_SERVICES: readonly string[] = []

/** Ctrl+K: everything that can be gone to or done, filtered as one types. A trace id in any form is one of them. */
export function CommandPalette({ onClose, onOpen, takeTyped }: CommandPaletteProps) {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const services = useQuery(servicesQuery()).data ?? NO_SERVICES
  const [opened] = useState(() => Date.now())
  const all = useMemo(
    () => appCommands({ navigate, services, open: onOpen }),
    // What is on screen is asked once, when the palette opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [opened, services],
  )
  const find = (wanted: string) => [...traceCommands(wanted, navigate), ...matchCommands(all, wanted)].slice(0, MOST)
  const shown = find(text)
  const run = (command: Command) => {
    onClose()
    command.run()
  }
  const takeOver = () => {
    const typed = takeTyped()
    const wanted = text + typed.text
    if (typed.text !== '') setText(wanted)
    const [first] = typed.entered ? find(wanted) : []
    if (first) run(first)
  }
  return (
    <CSPProvider disableStyleElements>
      <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
        <Dialog.Portal>
          <Dialog.Backdrop className={dialogStyles.backdrop} />
          <Dialog.Popup className={styles.popup} aria-label="Commands">
            <Autocomplete.Root
              open
              inline
              items={grouped(shown)}
              filter={null}
              value={text}
              onValueChange={(next, { reason }) => {
                if (reason !== 'item-press' && reason !== 'escape-key') setText(next)
              }}
              itemToStringValue={(command: Command) => command.label}
              autoHighlight="always"
              keepHighlight
            >
              <Autocomplete.Input
                className={styles.input}
                aria-label="Command, trace id, service or search"
                placeholder="Trace id, service, page, search, action…"
                spellCheck={false}
                onFocus={takeOver}
              />
              <Autocomplete.Empty className={styles.note}>
                {shown.length === 0 && `Nothing is called “${text}”.`}
              </Autocomplete.Empty>
              <Autocomplete.List className={styles.list}>
                {(group: Group) => (
                  <Autocomplete.Group key={group.value} items={group.items}>
                    <Autocomplete.GroupLabel className={styles.group}>{group.value}</Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(command: Command) => (
                        <Autocomplete.Item
                          key={command.label}
                          value={command}
                          className={styles.item}
                          onClick={() => run(command)}
                        >
                          <bdi>{command.label}</bdi>
                          {command.note && <span className={styles.aside}>{command.note}</span>}
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
              <Autocomplete.Status className={styles.status}>
                {shown.length === 1 ? '1 command' : `${shown.length} commands`}
              </Autocomplete.Status>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </CSPProvider>
  )
}

/** In the order of their first command: the best match decides which group is on top. */
function grouped(commands: readonly Command[]): readonly Group[] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) {
    const items = groups.get(command.group)
    if (items) items.push(command)
    else groups.set(command.group, [command])
  }
  return [...groups].map(([value, items]) => ({ value, items }))
}
