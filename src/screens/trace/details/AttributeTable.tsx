import { Fragment } from 'react'
import type { ReactNode } from 'react'
import { getConfiguration } from '../../../data/configuration.ts'
import type { Attribute } from '../../../model/trace.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import type { PatternLink } from '../../../url/linkPatterns.ts'
import { PatternLinks } from '../links/PatternLinks.tsx'
import styles from './Details.module.css'
import { AttributeValue } from './AttributeValue.tsx'
import { readValue, showInvisible } from './readValue.ts'

interface AttributeTableProps {
  readonly label: string
  readonly attributes: readonly Attribute[]
  /** Lower case; keys and values that contain it are shown. */
  readonly filter: string
  /** Configured links of an attribute. */
  readonly linksOf?: (attribute: Attribute) => readonly PatternLink[]
}

export const matchesFilter = ({ key, value }: Attribute, filter: string) =>
  filter === '' ||
  key.toLowerCase().includes(filter) ||
  String(value ?? '')
    .toLowerCase()
    .includes(filter)

/** Long keys break after their dots and underscores, not inside a word. */
const breakable = (key: string): ReactNode =>
  key
    .slice(0, 1000)
    .split(/(?<=[._/])/)
    .map((part, i) => (
      <Fragment key={i}>
        {i > 0 && <wbr />}
        {part}
      </Fragment>
    ))

/** The configured `topTagPrefixes` come first, each in the order of the span. */
function topFirst(attributes: readonly Attribute[]): readonly Attribute[] {
  const { topTagPrefixes } = getConfiguration()
  if (topTagPrefixes.length === 0) return attributes
  const isTop = ({ key }: Attribute) => topTagPrefixes.some((prefix) => key.startsWith(prefix))
  return [...attributes.filter(isTop), ...attributes.filter((attribute) => !isTop(attribute))]
}

/** Spans with thousands of tags are rare: the first of them are shown until a filter narrows them down. */
const SHOWN = 300

/** Keys and values, as they were sent; hostile text is isolated and inert. */
export function AttributeTable({ label, attributes, filter, linksOf }: AttributeTableProps) {
  const matching = topFirst(attributes.filter((attribute) => matchesFilter(attribute, filter)))
  const shown = matching.slice(0, SHOWN)
  return (
    <>
      <table className={styles.attributes} aria-label={label}>
        <tbody>
          {shown.map((attribute, i) => (
            <tr key={`${attribute.key}/${i}`}>
              <th scope="row">
                <bdi>{attribute.key === '' ? '(empty key)' : breakable(showInvisible(attribute.key))}</bdi>
              </th>
              <td>
                <AttributeValue attribute={attribute} />
                {linksOf && <PatternLinks links={linksOf(attribute)} />}
              </td>
              <td className={styles.action}>
                <CopyButton label={`Copy ${attribute.key}`} text={() => readValue(attribute).text} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {matching.length > shown.length && (
        <p className={styles.note}>{`The first ${SHOWN} of ${matching.length}. Filter to see others.`}</p>
      )}
      {matching.length === 0 && (
        <p className={styles.note}>{attributes.length === 0 ? 'None.' : 'Nothing here matches the filter.'}</p>
      )}
    </>
  )
}
