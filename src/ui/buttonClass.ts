import styles from './Button.module.css'

export interface ButtonLook {
  /** `primary` once per page: what the page is for. `quiet` has no border until hovered. */
  readonly tone?: 'normal' | 'primary' | 'quiet'
  readonly size?: 'normal' | 'small'
}

/** The classes of a button, for a link that looks like one. */
export function buttonClass({ tone = 'normal', size = 'normal' }: ButtonLook, extra?: string): string {
  const parts = [styles.button]
  if (tone !== 'normal') parts.push(styles[tone])
  if (size === 'small') parts.push(styles.small)
  if (extra) parts.push(extra)
  return parts.join(' ')
}

/** The attributes of a button that is only an icon: the label is its name and its tooltip. */
export const iconButtonAttributes = (label: string, shortcut: string | undefined) => ({
  'aria-label': label,
  'data-tip': shortcut ? `${label} (${shortcut})` : label,
})
