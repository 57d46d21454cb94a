import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './Tabs.module.css'

export interface Tab<T extends string = string> {
  readonly value: T
  readonly label: ReactNode
}

interface TabsProps<T extends string> {
  /** What the tabs choose between, for screen readers. */
  readonly label: string
  readonly tabs: readonly Tab<T>[]
  readonly value: T
  readonly onValueChange: (value: T) => void
  /** The panel of the chosen tab. */
  readonly children: ReactNode
  readonly className?: string
  readonly listClassName?: string
  readonly panelClassName?: string
}

export function Tabs<T extends string>({
  label,
  tabs,
  value,
  onValueChange,
  children,
  className,
  listClassName,
  panelClassName,
}: TabsProps<T>) {
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onValueChange(next as T)} className={className}>
      <BaseTabs.List aria-label={label} className={listClassName ? `${styles.list} ${listClassName}` : styles.list}>
        {tabs.map((tab) => (
          <BaseTabs.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      <BaseTabs.Panel value={value} className={panelClassName}>
        {children}
      </BaseTabs.Panel>
    </BaseTabs.Root>
  )
}
