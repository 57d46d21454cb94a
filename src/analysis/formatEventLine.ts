import type { Attribute, SpanEvent } from '../model/trace.ts'
import { redact } from './sensitiveValues.ts'

/** Enough for a line; the whole is in the span's details. */
const LINE = 240

/** What says most comes first, without its key; a stack is for the details. */
const TELLING = ['exception.type', 'exception.message', 'message', 'log.message', 'msg']
const LEFT_OUT = new Set(['event', 'exception.stacktrace', 'exception.escaped', 'stack', ...TELLING])

/** An event as one redacted line: its name and the first of its fields. */
export function formatEventLine({ name, attributes }: SpanEvent): string {
  let line = name
  const add = (text: string) => {
    if (text !== '') line += `${line === '' ? '' : '  '}${text}`
  }
  const textOf = ({ key, value }: Attribute) => redact(key, value === null ? '' : String(value).slice(0, 4 * LINE))
  for (const key of TELLING) {
    const attribute = attributes.find((each) => each.key === key)
    if (attribute) add(textOf(attribute))
  }
  for (const attribute of attributes) {
    if (line.length > LINE) break
    if (!LEFT_OUT.has(attribute.key)) add(`${attribute.key}=${textOf(attribute)}`)
  }
  const flat = line.replace(/\s+/g, ' ')
  return flat.length > LINE ? `${flat.slice(0, LINE - 1)}…` : flat
}
