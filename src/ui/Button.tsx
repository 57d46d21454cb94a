import type { ComponentProps, ReactNode } from 'react'
import styles from './Button.module.css'

export interface ButtonLook {
  /** `primary` once per page: what the page is for. `quiet` has no border until hovered. */
  readonly tone?: 'normal' | 'primary' | 'quiet'
  readonly size?: 'normal' | 'small'
}

type ButtonProps = ComponentProps<'button'> & ButtonLook

/** The classes of a button, for a link that looks like one. */
export function buttonClass({ tone = 'normal', size = 'normal' }: ButtonLook, extra?: string): string {
  const parts = [styles.button]
  if (tone !== 'normal') parts.push(styles[tone])
  if (size === 'small') parts.push(styles.small)
  if (extra) parts.push(extra)
  return parts.join(' ')
}

export function Button({ tone, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={buttonClass({ tone, size }, className)} {...rest} />
}

type IconButtonProps = Omit<ButtonProps, 'aria-label'> & {
  /** Its accessible name, and its tooltip. */
  readonly label: string
  /** A key that does the same, shown in the tooltip. */
  readonly shortcut?: string
  readonly children: ReactNode
}

/** A button that is only an icon: the label is its name and its tooltip. */
export function IconButton({
  label,
  shortcut,
  tone = 'quiet',
  size,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      data-tip={shortcut ? `${label} (${shortcut})` : label}
      className={buttonClass({ tone, size }, className ? `${styles.icon} ${className}` : styles.icon)}
      {...rest}
    />
  )
}
