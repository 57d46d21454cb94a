import { useState } from 'react'
import { formatCount } from '../../../lib/format.ts'
import type { Attribute } from '../../../model/trace.ts'
import styles from './Details.module.css'
import { maskOf } from './maskOf.ts'
import { cutValue, prettyJson, readValue, SHOWN_LENGTH, showInvisible } from './readValue.ts'

/** One value: masked, a link, JSON that can be laid out, or text that is cut when long. */
export function AttributeValue({ attribute }: { readonly attribute: Attribute }) {
  const [revealed, setRevealed] = useState(false)
  const [whole, setWhole] = useState(false)
  const [laidOut, setLaidOut] = useState(false)
  const mask = maskOf(attribute)
  if (mask !== null && !revealed)
    return (
      <button
        type="button"
        className={styles.masked}
        onClick={() => setRevealed(true)}
        aria-label={`Masked: ${mask.reason}. Show the value`}
      >
        <bdi className={styles.value}>{showInvisible(cutValue(mask.text))}</bdi>
        <span className={styles.maskReason}>{`${mask.reason}: click to show`}</span>
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
        <bdi className={`${styles.value} ${styles[valueClass(attribute)]}`}>
          {shown === '' ? emptyText(attribute) : shown}
        </bdi>
      )}
      {cut.length < full.length && '…'}
      <span className={styles.valueActions}>
        {(cut.length < full.length || (whole && full.length > SHOWN_LENGTH)) && (
          <button type="button" className={styles.textButton} onClick={() => setWhole(!whole)}>
            {whole ? 'Show less' : `Show all ${formatCount(full.length)} characters`}
          </button>
        )}
        {isJson && (
          <button
            type="button"
            className={styles.textButton}
            aria-pressed={laidOut}
            onClick={() => setLaidOut(!laidOut)}
          >
            {laidOut ? (json === null ? 'Not valid JSON' : 'As sent') : 'Lay out JSON'}
          </button>
        )}
        {mask !== null && (
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
