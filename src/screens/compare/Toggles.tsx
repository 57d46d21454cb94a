import { Button } from '../../ui/Button.tsx'
import styles from './Compare.module.css'

interface TogglesProps<Value extends string> {
  readonly label: string
  readonly options: readonly (readonly [value: Value, label: string])[]
  readonly value: Value
  readonly onChoose: (value: Value) => void
}

/** One of a few. */
export function Toggles<Value extends string>({ label, options, value, onChoose }: TogglesProps<Value>) {
  return (
    <div role="group" aria-label={label} className={styles.segments}>
      {options.map(([option, text]) => (
        <Button key={option} size="small" aria-pressed={option === value} onClick={() => onChoose(option)}>
          {text}
        </Button>
      ))}
    </div>
  )
}
