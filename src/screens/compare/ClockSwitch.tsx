import type { TraceAnalysis } from '../../analysis/analyze.ts'
import styles from './Compare.module.css'
import type { ChangeCompare } from './changeCompare.ts'

interface ClockSwitchProps {
  readonly sides: readonly Pick<TraceAnalysis, 'clocksView' | 'clocks'>[]
  readonly onChange: ChangeCompare
}

/** Corrected clocks on all sides, or none; where no side has clocks to correct, nothing. */
export function ClockSwitch({ sides, onChange }: ClockSwitchProps) {
  const corrected = sides.some(({ clocksView }) => clocksView === 'corrected')
  if (!sides.some(({ clocks }) => clocks.correctable)) return null
  return (
    <button
      type="button"
      role="switch"
      aria-checked={corrected}
      aria-label="Corrected clocks"
      className={styles.switch}
      onClick={() => onChange({ clocks: corrected ? 'raw' : 'corrected' }, { replace: true })}
    >
      Corrected clocks: {corrected ? 'on' : 'off'}
    </button>
  )
}
