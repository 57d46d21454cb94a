import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { ConfigurationProblem } from '../configuration/readConfiguration.ts'
import { plural } from '../lib/format.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './HeaderMenu.module.css'

/** What of the configuration was not used, for whoever runs Lacuna; a reader can pass it by. */
export function ConfigurationNotice({ problems }: { readonly problems: readonly ConfigurationProblem[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <TriangleAlert size={14} aria-hidden="true" />
        {`Configuration: ${plural(problems.length, 'note')}`}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Notes on the configuration">
        <p>Lacuna works; this much of its configuration is not used:</p>
        <ul className={styles.problems}>
          {problems.map(({ path, message }, i) => (
            <li key={`${path}/${i}`}>
              <bdi>{message}</bdi>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}
