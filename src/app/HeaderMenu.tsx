import { Menu } from '@base-ui/react/menu'
import { ChevronDown, ExternalLink } from 'lucide-react'
import type { MenuGroup, MenuLink } from '../configuration/configuration.ts'
import { buttonClass } from '../ui/buttonClass.ts'
import styles from './HeaderMenu.module.css'

/** The links that whoever runs Lacuna put into its configuration. */
export function HeaderMenu({ entries }: { readonly entries: readonly (MenuLink | MenuGroup)[] }) {
  const only = entries.length === 1 ? entries[0] : null
  if (only && 'url' in only && only.url !== null) {
    return (
      <a className={styles.single} href={only.url} target="_blank" rel="noopener noreferrer">
        {only.label}
        <ExternalLink size={12} aria-hidden="true" />
      </a>
    )
  }
  return (
    <Menu.Root>
      <Menu.Trigger className={buttonClass({ size: 'small' })}>
        {only ? only.label : 'Links'}
        <ChevronDown size={14} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={4} align="end">
          <Menu.Popup className={styles.popup}>
            {entries.map((entry, i) =>
              'items' in entry ? (
                <Menu.Group key={i}>
                  {entries.length > 1 && <Menu.GroupLabel className={styles.label}>{entry.label}</Menu.GroupLabel>}
                  {entry.items.map((item, j) => (
                    <Item key={j} {...item} />
                  ))}
                </Menu.Group>
              ) : (
                <Item key={i} {...entry} />
              ),
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

const Item = ({ label, url }: MenuLink) =>
  url === null ? (
    <Menu.Item disabled className={styles.text}>
      {label}
    </Menu.Item>
  ) : (
    <Menu.Item className={styles.item} render={<a href={url} target="_blank" rel="noopener noreferrer" />}>
      {label}
      <ExternalLink size={12} aria-hidden="true" />
    </Menu.Item>
  )
