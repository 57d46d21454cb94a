import { useEffect, useRef, useState } from 'react'
import { formatDuration } from '../../../lib/format.ts'
import { formatGoDuration, parseDuration } from '../../../url/duration.ts'
import { SLIDER_STEPS, stepOfThreshold, thresholdOfStep } from './gapThreshold.ts'
import styles from './TraceHeader.module.css'

interface GapThresholdProps {
  readonly minGapUs: number
  readonly traceUs: number
  /** Whether the reader moved it away from max(1 ms, 1 % of the trace). */
  readonly moved: boolean
  /** null puts it back. */
  readonly onChange: (minGapUs: number | null) => void
}

/** From which length on a gap is worth a row: a slider for the hand, a field for the exact value. */
export function GapThreshold({ minGapUs, traceUs, moved, onChange }: GapThresholdProps) {
  const slider = useSlider(minGapUs, onChange)
  const [typed, setTyped] = useState(formatGoDuration(minGapUs))
  useEffect(() => setTyped(formatGoDuration(minGapUs)), [minGapUs])
  const parsed = parseDuration(typed)
  const choose = (us: number | null) => {
    slider.release()
    onChange(us)
  }
  const commit = () => {
    if (!parsed.ok || parsed.us < 1) setTyped(formatGoDuration(minGapUs))
    else if (Math.round(parsed.us) !== minGapUs) choose(Math.round(parsed.us))
  }
  return (
    <span className={styles.threshold}>
      <label className={styles.thresholdLabel} htmlFor="gap-threshold">
        Gaps from
      </label>
      <input
        id="gap-threshold"
        type="range"
        min={0}
        max={SLIDER_STEPS}
        value={stepOfThreshold(slider.us, traceUs)}
        aria-valuetext={formatDuration(slider.us)}
        onChange={(event) => slider.move(thresholdOfStep(Number(event.target.value), traceUs))}
      />
      <input
        className={styles.thresholdText}
        aria-label="Shortest gap shown, exactly"
        aria-invalid={!parsed.ok}
        title={parsed.ok ? undefined : parsed.message}
        value={typed}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
      />
      {moved && (
        <button
          type="button"
          className={styles.reset}
          onClick={() => choose(null)}
          data-tip="Back to 1 ms or 1 % of the trace, whichever is longer"
        >
          Reset
        </button>
      )}
    </span>
  )
}

/** The slider is where the hand is in the next frame; the rows, which may be a hundred thousand, follow in the ones after. */
function useSlider(minGapUs: number, onChange: (minGapUs: number) => void) {
  const [held, setHeld] = useState<number | null>(null)
  const asked = useRef<number | null>(null)
  const shown = useRef(minGapUs)
  const frame = useRef(0)
  const release = () => {
    asked.current = null
    setHeld(null)
  }
  useEffect(() => {
    shown.current = minGapUs
    // Rows of a place that the hand has left may come while those of the next are made.
    if (asked.current === minGapUs) release()
  }, [minGapUs])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  const follow = () => {
    frame.current = 0
    if (asked.current === null) return
    onChange(asked.current)
    if (asked.current === shown.current) release()
  }
  return {
    us: held ?? minGapUs,
    move(us: number) {
      setHeld(us)
      asked.current = us
      if (frame.current === 0) frame.current = requestAnimationFrame(() => setTimeout(follow))
    },
    /** Another value has been chosen elsewhere. */
    release,
  }
}
