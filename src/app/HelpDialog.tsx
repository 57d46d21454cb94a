import { Dialog } from '../ui/Dialog.tsx'
import { useRegisteredShortcuts, type ShortcutGroup } from '../ui/keyboardHelp.ts'
import styles from './HelpDialog.module.css'

const EVERYWHERE: ShortcutGroup = {
  title: 'Everywhere',
  shortcuts: [
    { keys: ['?'], does: 'This help' },
    { keys: ['Ctrl+K', '⌘K'], does: 'Go anywhere, do anything: the command palette' },
    { keys: ['/'], does: 'Open a trace by id' },
    { keys: ['Tab'], does: 'To the next control; the first stop skips to the content' },
    { keys: ['Esc'], does: 'Close what is open' },
  ],
}

interface HelpDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** The keys of the page at hand, and those that work everywhere. */
export function HelpDialog({ open, onOpenChange }: HelpDialogProps) {
  const groups = [...useRegisteredShortcuts(), EVERYWHERE]
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className={styles.title}>{group.title}</h3>
            <dl className={styles.keys}>
              {group.shortcuts.map(({ keys, does }) => (
                <div key={does} className={styles.row}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
