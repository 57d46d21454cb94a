import styles from './Button.module.css'
import { buttonClass, iconButtonAttributes } from './buttonClass.ts'
import { makeElement } from './makeElement.ts'

/** A small icon button (`IconButton`) without React. */
export function makeIconButton(label: string, icon: Element, shortcut?: string): HTMLButtonElement {
  const className = buttonClass({ tone: 'quiet', size: 'small' }, styles.icon)
  return makeElement('button', { type: 'button', class: className, ...iconButtonAttributes(label, shortcut) }, icon)
}
