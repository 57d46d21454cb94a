import { formatDuration } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import { CUSTOM_LOOKBACK, resolveWindow, type SearchAddress } from '../../url/searchAddress.ts'
import styles from './SearchScreen.module.css'

interface ClockNoticeProps {
  readonly aheadMs: number
  readonly address: SearchAddress
  readonly onSearch: (address: SearchAddress) => void
}

/** "The last hour" is counted from this browser's clock: when that is wrong, the search looks at another hour. */
export function ClockNotice({ aheadMs, address, onSearch }: ClockNoticeProps) {
  const searchByServer = () => {
    const nowUs = (Date.now() - aheadMs) * 1e3
    onSearch({ ...address, lookback: CUSTOM_LOOKBACK, window: resolveWindow({ ...address, window: null }, nowUs) })
  }
  const isRelative = address.lookback !== CUSTOM_LOOKBACK
  return (
    <p className={styles.notice} role="status">
      <span>
        This device’s clock is {formatDuration(Math.abs(aheadMs) * 1e3)} {aheadMs > 0 ? 'ahead of' : 'behind'} the
        server’s.{isRelative && ' The time range of this search is off by as much.'}
      </span>
      {isRelative && (
        <Button size="small" onClick={searchByServer}>
          Search by the server’s clock
        </Button>
      )}
    </p>
  )
}
