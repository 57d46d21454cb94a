import { useState } from 'react'
import { formatCount } from '../../../lib/format.ts'
import type { Attribute } from '../../../model/trace.ts'
import styles from './Details.module.css'
import { cutValue, prettyJson, readValue, SHOWN_LENGTH, showInvisible } from './readValue.ts'

interface AttributeValueProps {
  readonly attribute: Attribute
  /** Why it is masked until clicked, null when it is not. */
  readonly masked: string | null
}

/** One value: masked, a link, JSON that can be laid out, or text that is cut when long. */
export function AttributeValue({ attribute, masked }: AttributeValueProps) {
  const [revealed, setRevealed] = useState(false)
  const [whole, setWhole] = useState(false)
  const [laidOut, setLaidOut] = useState(false)
  if (masked !== null && !revealed)
    return (
      <button type="button" className={styles.masked} onClick={() => setRevealed(true)} aria-label={`Masked: ${masked}. Show the value`}>
        <span aria-hidden="true">••••••</span> {`${masked}; click to show`}
      </button>
    )
  const { text, href, isJson } = readValue(attribute)
  const json = laidOut ? prettyJson(text) : null
  const full = json ?? text
  const cut = whole ? full : cutValue(full)
  const shown = showInvisible(cut)
  return (
    <>
      {href !== null ? (
        <a href={href} target="_blank" rel="noopener noreferrer" className={styles.value}>
          <bdi>{shown}</bdi>
        </a>
      ) : (
        <bdi className={`${styles.value} ${styles[valueClass(attribute)]}`}>{shown === '' ? emptyText(attribute) : shown}</bdi>
      )}
      {cut.length < full.length && '…'}
      <span className={styles.valueActions}>
        {(cut.length < full.length || (whole && full.length > SHOWN_LENGTH)) && (
          <button type="button" className={styles.textButton} onClick={() => setWhole(!whole)}>
            {whole ? 'Show less' : `Show all ${formatCount(full.length)} characters`}
          </button>
        )}
        {isJson && (
          <button type="button" className={styles.textButton} aria-pressed={laidOut} onClick={() => setLaidOut(!laidOut)}>
            {laidOut ? (json === null ? 'Not valid JSON' : 'As sent') : 'Lay out JSON'}
          </button>
        )}
        {masked !== null && (
          <button type="button" className={styles.textButton} onClick={() => setRevealed(false)}>
            Mask again
          </button>
        )}
      </span>
    </>
  )
}

const emptyText = ({ value }: Attribute) => (value === null ? '(null)' : '(empty)')

function valueClass({ type, value }: Attribute): 'text' | 'number' | 'faint' {
  if (value === null || value === '') return 'faint'
  return type === 'int64' || type === 'float64' || type === 'bool' || typeof value === 'number' ? 'number' : 'text'
}
