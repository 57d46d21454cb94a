import { X } from 'lucide-react'
import { IconButton } from '../../ui/Button.tsx'
import styles from './Compare.module.css'

/** The name of what the panel tells about, and how to be rid of it. */
export const PanelHead = ({ title, onClose }: { readonly title: string; readonly onClose: () => void }) => (
  <header className={styles.panelHead}>
    <h2>{title}</h2>
    <IconButton label="Close details" shortcut="Esc" onClick={onClose}>
      <X size={15} aria-hidden="true" />
    </IconButton>
  </header>
)
