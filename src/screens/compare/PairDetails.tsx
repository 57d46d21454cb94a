import { useQueries, type QueryClient } from '@tanstack/react-query'
import type { TraceAnalysis } from '../../analysis/analyze.ts'
import { spanDetails } from '../../data/workerClient.ts'
import { formatDelta, formatDuration } from '../../lib/format.ts'
import { durationOf, NONE, spanIdOf, titleOf, type Trace } from '../../model/trace.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import type { CompareAddress } from '../../url/compareAddress.ts'
import { linkToTrace } from '../../url/traceAddress.ts'
import styles from './Compare.module.css'
import { PanelHead } from './PanelHead.tsx'
import { askComparison } from './comparisonQuery.ts'
import { compareEvents, compareTags } from './pairRows.ts'
import { TraceLink } from './TraceLink.tsx'

interface PairDetailsProps {
  readonly comparison: ComparisonView
  readonly address: CompareAddress
  readonly row: number
  readonly onClose: () => void
}

/** The spans of a row, their tags side by side, differences first. Secrets are masked. */
export function PairDetails({ comparison, address, row, onClose }: PairDetailsProps) {
  const { a, b, tree, keyA, keyB, diff } = comparison
  const spanA = tree.a[row]
  const spanB = tree.b[row]
  const details = useQueries({
    queries: [
      { key: keyA, side: a, span: spanA },
      { key: keyB, side: b, span: spanB },
    ].map(({ key, side, span }) => ({
      // Not by the span: it has another number on other clocks.
      queryKey: ['pair-details', key, side.trace.record[span] ?? NONE],
      queryFn: ({ client }: { client: QueryClient }) =>
        askComparison(client, () => spanDetails(key, side.trace.record[span])),
      enabled: span !== NONE,
      staleTime: Infinity,
    })),
  })
  const title = spanB !== NONE ? titleOf(b.trace, spanB) : titleOf(a.trace, spanA)
  const [detailA, detailB] = details.map((query) => query.data)
  const isPair = spanA !== NONE && spanB !== NONE
  const isHere = (spanA === NONE || detailA !== undefined) && (spanB === NONE || detailB !== undefined)
  const facts: [string, string, string, string][] = [
    ['Duration', time(a, spanA, durationOf), time(b, spanB, durationOf), formatDelta(tree.deltaUs[row])],
    [
      'Starts at',
      time(a, spanA, startOf),
      time(b, spanB, startOf),
      isPair ? formatDelta(startOf(b.trace, spanB) - startOf(a.trace, spanA)) : '–',
    ],
    [
      'Critical path',
      own(diff.ownUsOfA, spanA),
      own(diff.ownUsOfB, spanB),
      formatDelta((diff.ownUsOfB[spanB] ?? 0) - (diff.ownUsOfA[spanA] ?? 0)),
    ],
  ]
  const rows = isHere
    ? compareTags(
        [...(detailA?.attributes ?? []), ...(detailA?.process ?? [])],
        [...(detailB?.attributes ?? []), ...(detailB?.process ?? [])],
      )
    : []
  const events = isHere ? compareEvents(detailA?.events ?? [], detailB?.events ?? []) : []
  return (
    <section aria-label={`Details of ${title}`} data-testid="pair-details">
      <PanelHead title={title} onClose={onClose} />
      <p className={styles.muted}>
        {spanA === NONE ? 'Only in B. ' : spanB === NONE ? 'Only in A. ' : ''}
        {spanA !== NONE && <SpanLink side="A" name={address.a} analysis={a} span={spanA} />}{' '}
        {spanB !== NONE && <SpanLink side="B" name={address.b} analysis={b} span={spanB} />}
      </p>
      <table className={styles.pairTable} aria-label="Times of the pair">
        <thead>
          <tr>
            <td />
            {['A', 'B', 'Δ'].map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map(([name, ...values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, i) => (
                <td key={i} className={styles.number}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {events.length > 0 && (
        <table className={styles.pairTable} aria-label="Events of the pair">
          <thead>
            <tr>
              <th scope="col" className={styles.wide}>
                Event
              </th>
              <th scope="col" className={styles.number}>
                in A
              </th>
              <th scope="col" className={styles.number}>
                in B
              </th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ line, inA, inB }) => (
              <tr key={line} className={inA === inB ? undefined : styles.differs}>
                <th scope="row">
                  {inA !== inB && <span title="differs">≠ </span>}
                  <bdi>{line}</bdi>
                </th>
                <td className={styles.number}>{inA === 0 ? '–' : `${inA}×`}</td>
                <td className={styles.number}>{inB === 0 ? '–' : `${inB}×`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isHere && (
        <table className={styles.pairTable} aria-label="Tags of the pair">
          <thead>
            <tr>
              <th scope="col">Tag</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, a: from, b: to, differs }) => (
              <tr key={key} className={differs ? styles.differs : undefined}>
                <th scope="row">
                  {differs && <span title="differs">≠ </span>}
                  <bdi>{key}</bdi>
                </th>
                <td>
                  <Value text={from} />
                </td>
                <td>{differs ? <Value text={to} /> : <span className={styles.muted}>same</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

const time = ({ trace }: TraceAnalysis, span: number, of: typeof durationOf) =>
  span === NONE ? '–' : formatDuration(of(trace, span))
/** From the root's start. */
const startOf = (trace: Trace, span: number) =>
  trace.startUs[span] - (trace.mainRoot === NONE ? 0 : trace.startUs[trace.mainRoot])
const own = (us: Float64Array, span: number) => (span === NONE ? '–' : formatDuration(us[span]))

interface SpanLinkProps {
  readonly side: 'A' | 'B'
  readonly name: string | null
  readonly analysis: TraceAnalysis
  readonly span: number
}

const SpanLink = ({ side, name, analysis: { trace }, span }: SpanLinkProps) => (
  <TraceLink to={linkToTrace(name ?? trace.traceId, spanIdOf(trace, span))}>Open in {side}</TraceLink>
)

const LONGEST = 400

function Value({ text }: { readonly text: string | null }) {
  if (text === null) return <span className={styles.muted}>–</span>
  return (
    <bdi className={styles.value}>
      {text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text}
    </bdi>
  )
}
