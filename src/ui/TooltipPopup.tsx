import { Tooltip } from '@base-ui/react/tooltip'
import styles from './Tooltip.module.css'

interface TooltipPopupProps {
  readonly id: string
  readonly anchor: Element
  readonly text: string
  readonly onClose: () => void
}

export function TooltipPopup({ id, anchor, text, onClose }: TooltipPopupProps) {
  return (
    <Tooltip.Root open onOpenChange={(open) => !open && onClose()}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          className={styles.positioner}
          anchor={anchor}
          side="bottom"
          sideOffset={4}
          collisionPadding={4}
        >
          <Tooltip.Popup id={id} role="tooltip" className={styles.popup}>
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
