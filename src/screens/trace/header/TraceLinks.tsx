import { Menu } from '@base-ui/react/menu'
import { ExternalLink } from 'lucide-react'
import type { PatternLink } from '../../../url/linkPatterns.ts'
import type { TraceView } from '../../../worker/protocol.ts'
import { buttonClass } from '../../../ui/buttonClass.ts'
import { traceLinks } from '../links/patternLinks.ts'
import menu from '../../../ui/Menu.module.css'

/** The configured links of the whole trace: one is a link, several are a menu. */
export function TraceLinks({ view }: { readonly view: TraceView }) {
  const links = traceLinks(view)
  if (links.length === 0) return null
  if (links.length === 1) return <TraceLink link={links[0]} className={buttonClass({ size: 'small' })} />
  return (
    <Menu.Root>
      <Menu.Trigger className={buttonClass({ size: 'small' })}>
        <ExternalLink size={14} aria-hidden="true" />
        Links
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} sideOffset={4} align="end">
          <Menu.Popup className={menu.popup} aria-label="Links of this trace">
            {links.map((link) => (
              <Menu.Item
                key={link.href}
                className={menu.item}
                render={<TraceLink link={link} className={menu.item} />}
              />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

const TraceLink = ({ link: { href, text }, ...rest }: { readonly link: PatternLink } & React.ComponentProps<'a'>) => (
  <a {...rest} href={href} target="_blank" rel="noopener noreferrer" data-tip={href}>
    <ExternalLink size={14} aria-hidden="true" />
    <bdi>{text}</bdi>
  </a>
)
