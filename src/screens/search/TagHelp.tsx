import { Dialog } from '../../ui/Dialog.tsx'
import styles from './TagHelp.module.css'

const EXAMPLES = [
  ['http.status_code=500 error=true', 'Both on the same span. The server is asked; {"key": "value"} says the same.'],
  ['note="two words"', 'Quotes where a key or a value has blanks or parentheses.'],
  ['http.status_code>=500', 'Compares numbers: > >= < <=.'],
  ['http.method!=GET', 'The tag is there and has another value.'],
  ['http.url~"^/api/(cart|pay)"', 'A regular expression, found anywhere in the value; !~ for one that is not found.'],
  ['exception.type exists', 'The tag is there, whatever its value.'],
  ['a=1 OR b=2 c=3', 'Either a=1, or b=2 and c=3 on one span. AND may be written; parentheses group.'],
  ['retry=true NOT cache.hit=true', 'What follows NOT holds on no span.'],
] as const

/** The language of the tags field, by examples. */
export function TagHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="What tags can say">
      <dl className={styles.list}>
        {EXAMPLES.map(([text, means]) => (
          <div key={text}>
            <dt>
              <code>{text}</code>
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        Looked at are the spans of the services (and of the operation) searched: their tags, process tags and the fields
        of their events. Plain key=value pairs are asked of the server. All else is applied to the traces that it sent,
        and the list says so: raise the limit when few remain.
      </p>
    </Dialog>
  )
}
