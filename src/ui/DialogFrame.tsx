import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { IconButton } from './Button.tsx'
import type { DialogProps } from './Dialog.tsx'
import styles from './Dialog.module.css'
import { useEscape } from './useEscape.ts'

export function DialogFrame({ open, onOpenChange, title, wide = false, children }: DialogProps) {
  useEscape(() => onOpenChange(false), 'drawn')
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup className={wide ? `${styles.popup} ${styles.wide}` : styles.popup}>
          <div className={styles.head}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            <IconButton label="Close" onClick={() => onOpenChange(false)}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </div>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
