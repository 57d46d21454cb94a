import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import type { TraceSummary } from '../../worker/protocol.ts'
import styles from './ResultsPlot.module.css'
import { formatDay, type TimeZoneChoice } from './timeText.ts'

const NAMED = 3

interface FarNoteProps {
  /** By start. */
  readonly far: readonly TraceSummary[]
  readonly shown: boolean
  readonly zone: TimeZoneChoice
  readonly onShow: (shown: boolean) => void
}

/** Which traces the plot's axis leaves out, and the way to have them in it. */
export function FarNote({ far, shown, zone, onShow }: FarNoteProps) {
  const days = [...new Set(far.map(({ startUs }) => formatDay(startUs, zone)))]
  const more = days.length - NAMED
  const when = `${days.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${formatCount(more)} more days` : ''}`
  return (
    <p className={styles.far}>
      {shown
        ? `The plot reaches to ${plural(far.length, 'trace')} far from all others (${when}).`
        : `${plural(far.length, 'trace')} outside of the plot, far from all others: at ${when}.`}{' '}
      <Button size="small" onClick={() => onShow(!shown)}>
        {shown ? 'Leave out' : 'Show in the plot'}
      </Button>
    </p>
  )
}
