import { Link } from 'react-router'
import type { Typical } from '../../analysis/typical.ts'
import type { TypicalTree } from '../../layout/typicalTree.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { durationOf, NONE, spanIdOf, titleOf } from '../../model/trace.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import type { TraceView } from '../../worker/protocol.ts'
import styles from './Compare.module.css'
import { PanelHead } from './PanelHead.tsx'

interface TypicalDetailsProps {
  readonly view: TraceView
  readonly typical: Typical
  readonly tree: TypicalTree
  readonly row: number
  readonly onClose: () => void
}

/** The numbers of a row: a span's beside those of its kind, or those of what is missing. */
export function TypicalDetails({ view, typical, tree, row, onClose }: TypicalDetailsProps) {
  const span = tree.span[row]
  const missing = span === NONE ? typical.missing[tree.missing[row]] : null
  const title = missing ? `${missing.service}: ${missing.operation}` : titleOf(view.trace, span)
  return (
    <section aria-label={`Details of ${title}`} data-testid="typical-details">
      <PanelHead title={title} onClose={onClose} />
      {missing ? (
        <p>
          Usually there, missing here: {missing.count > 1 && `at least ${missing.count} times `}
          {missing.parent === NONE ? 'as a root' : `under ${titleOf(view.trace, missing.parent)}`}, in {missing.traces}{' '}
          of {plural(typical.traces, 'other trace')}. It takes {formatDuration(missing.durationP50Us)} there (median).
        </p>
      ) : (
        <UsualNumbers view={view} typical={typical} span={span} />
      )}
    </section>
  )
}

function UsualNumbers({ view, typical, span }: Pick<TypicalDetailsProps, 'view' | 'typical'> & { span: number }) {
  const { trace, selfUs } = view
  const rows = [
    ['Duration', durationOf(trace, span), typical.durationP5Us, typical.durationP50Us, typical.durationP95Us],
    ['Own time', selfUs[span], typical.selfP5Us, typical.selfP50Us, typical.selfP95Us],
  ] as const
  const format = (us: number) => (Number.isNaN(us) ? '–' : formatDuration(us))
  return (
    <>
      <table className={styles.pairTable} aria-label="This span against others">
        <thead>
          <tr>
            <td />
            <th scope="col">here</th>
            {['5th', 'median', '95th'].map((title) => (
              <th
                key={title}
                scope="col"
                title={title === 'median' ? undefined : 'percentile: that many of 100 take less'}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, hereUs, ...usual]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.number}>
                {format(hereUs)}
                {typical.slow[span] === 1 && hereUs > usual[2][span] && ' ▲'}
                {typical.fast[span] === 1 && hereUs < usual[0][span] && ' ▼'}
              </td>
              {usual.map((column, i) => (
                <td key={i} className={styles.number}>
                  {format(column[span])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.muted}>
        In {typical.samples[span]} of {plural(typical.traces, 'other trace')}.{' '}
        <Link to={linkToTrace(view.name, spanIdOf(trace, span))}>Open in the trace</Link>
      </p>
    </>
  )
}
