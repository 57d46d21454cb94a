import { Menu } from '@base-ui/react/menu'
import { Fragment, type ReactNode } from 'react'
import { buttonClass } from '../../ui/buttonClass.ts'
import styles from '../../ui/Menu.module.css'
import type { ExportGroups } from './ExportButton.tsx'

interface ExportMenuProps<Format extends string> {
  readonly groups: ExportGroups<Format>
  readonly note: string
  readonly trigger: ReactNode
  readonly onChoose: (format: Format) => void
}

/** What a comparison can be taken away as, open at once. */
export function ExportMenu<Format extends string>({ groups, note, trigger, onChoose }: ExportMenuProps<Format>) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={buttonClass({ size: 'small' })}>{trigger}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={4} align="end">
          <Menu.Popup className={styles.popup}>
            {groups.map((group, index) => (
              <Fragment key={group[0].format}>
                {index > 0 && <Menu.Separator className={styles.separator} />}
                {group.map(({ format, label }) => (
                  <Menu.Item key={format} className={styles.item} onClick={() => onChoose(format)}>
                    {label}
                  </Menu.Item>
                ))}
              </Fragment>
            ))}
            <Menu.Separator className={styles.separator} />
            <p className={styles.note}>{note}</p>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
