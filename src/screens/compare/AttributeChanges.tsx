import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { attributeChanges } from '../../data/workerClient.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { Button } from '../../ui/Button.tsx'
import type { CompareAddress } from '../../url/compareAddress.ts'
import type { ComparisonView } from '../../worker/compare.ts'
import styles from './Compare.module.css'
import { askComparison } from './comparisonQuery.ts'

interface AttributeChangesProps {
  readonly comparison: ComparisonView
  readonly clocks: CompareAddress['clocks']
  readonly onSelect: (row: number) => void
}

const AT_FIRST = 12
const LONGEST = 120

/** What matched spans say differently, over the whole trace: versions, flags, sizes, statements. */
export function AttributeChanges({ comparison: { keyA, keyB, tree, diff }, clocks, onSelect }: AttributeChangesProps) {
  const [all, setAll] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['attribute-changes', keyA, keyB, clocks],
    queryFn: ({ client }) => askComparison(client, () => attributeChanges(keyA, keyB, { clocks, minGapUs: null })),
    staleTime: Infinity,
    retry: false,
    structuralSharing: false,
  })
  if (!data) return <p className={styles.muted}>{error ? 'The tags could not be compared.' : 'Comparing the tags…'}</p>
  const { shown: attributes, count: attributeCount } = data
  const shown = all ? attributes : attributes.slice(0, AT_FIRST)
  const cut = (text: string | null) =>
    text === null ? 'none' : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return (
    <section aria-label="Attributes that differ">
      <h2 className={styles.panelTitle}>
        Attributes that differ <span className={styles.muted}>{formatCount(attributeCount)}</span>
      </h2>
      {attributes.length === 0 && (
        <p className={styles.muted}>
          {diff.matched === 0
            ? 'No span is in both, so that no tags can be compared.'
            : 'Matched spans carry the same tags.'}
        </p>
      )}
      <ul className={styles.changes}>
        {shown.map(({ where, key, a, b, aSpans, bSpans }, index) => (
          <li key={index}>
            <button type="button" className={styles.rowButton} onClick={() => onSelect(tree.b.indexOf(bSpans[0]))}>
              <code>
                <bdi>{key}</bdi>
              </code>{' '}
              <bdi className={styles.value}>{cut(a)}</bdi> → <bdi className={styles.value}>{cut(b)}</bdi>
              <span className={styles.muted}>
                {' '}
                on {plural(aSpans.length, 'span')}
                {where === 'process' ? ', process' : ''}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {attributes.length > AT_FIRST && (
        <Button size="small" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${formatCount(attributes.length)}`}
        </Button>
      )}
      {all && attributeCount > attributes.length && (
        <p className={styles.muted}>The exports hold all {formatCount(attributeCount)}.</p>
      )}
    </section>
  )
}
