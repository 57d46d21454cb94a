import { Menu } from '@base-ui/react/menu'
import { Fragment, type ReactNode } from 'react'
import { buttonClass } from '../../ui/buttonClass.ts'
import styles from '../../ui/Menu.module.css'

const GROUPS = [
  [
    { format: 'copy-link', label: 'Copy link' },
    { format: 'html', label: 'Download as one HTML file' },
  ],
  [
    { format: 'copy-markdown', label: 'Copy as Markdown' },
    { format: 'markdown', label: 'Download as Markdown' },
    { format: 'json', label: 'Download as JSON' },
  ],
  [
    { format: 'svg', label: 'Download picture as SVG' },
    { format: 'png', label: 'Download picture as PNG' },
  ],
] as const
export type ComparisonFormat = (typeof GROUPS)[number][number]['format']

interface ExportMenuProps {
  /** A saved page is the file already, and its own address is of use to nobody else. */
  readonly isSaved: boolean
  readonly trigger: ReactNode
  readonly onChoose: (format: ComparisonFormat) => void
}

/** What a comparison can be taken away as, open at once. */
export function ExportMenu({ isSaved, trigger, onChoose }: ExportMenuProps) {
  const groups = isSaved ? GROUPS.slice(1) : GROUPS
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
            <p className={styles.note}>
              {isSaved
                ? 'What looks secret is masked.'
                : 'The HTML file holds both traces and needs no network. Secrets are masked.'}
            </p>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
