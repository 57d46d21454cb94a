import { ExternalLink } from 'lucide-react'
import type { PatternLink } from '../../../url/linkPatterns.ts'
import styles from './PatternLinks.module.css'

/** Configured links, each a line that opens elsewhere. */
export const PatternLinks = ({ links }: { readonly links: readonly PatternLink[] }) =>
  links.length === 0 ? null : (
    <span className={styles.links}>
      {links.map(({ href, text }) => (
        <a key={`${href} ${text}`} href={href} target="_blank" rel="noopener noreferrer" data-tip={href}>
          <ExternalLink size={12} aria-hidden="true" />
          <bdi>{text}</bdi>
        </a>
      ))}
    </span>
  )
