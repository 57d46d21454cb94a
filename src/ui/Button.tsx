import type { ComponentProps, ReactNode } from 'react'
import styles from './Button.module.css'
import { buttonClass, iconButtonAttributes, type ButtonLook } from './buttonClass.ts'

type ButtonProps = ComponentProps<'button'> & ButtonLook

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
      {...iconButtonAttributes(label, shortcut)}
      className={buttonClass({ tone, size }, className ? `${styles.icon} ${className}` : styles.icon)}
      {...rest}
    />
  )
}
