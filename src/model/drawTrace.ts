import { createTraceBuilder, REF } from './buildTrace.ts'
import { parseSpanId } from './spanIds.ts'
import { flagsOfKey } from './tagFlags.ts'
import {
  FLAG,
  KIND_NAMES,
  spanIdOf,
  type Attribute,
  type LoadedTrace,
  type Reference,
  type SpanEvent,
  type SpanStore,
  type Trace,
} from './trace.ts'

const EPOCH_US = 1_700_000_000_000_000
export const DRAWN_TRACE_ID = '0123456789abcdef0123456789abcdef'

/**
 * A trace from its picture, for tests. One line per span; indentation is the tree; the bar's columns are its time, one
 * character per millisecond (`usPerChar`); dots only lead the eye. Words after the bar say the rest:
 *
 *     checkout   ==========        @web server
 *       charge    ......======     @web client peer.service:bank
 *         bank     .....===        @bank server error
 *       mail            .....===   @mail#2 consumer follows
 *       tick        |
 *     lost         ===             orphan:00000000000000aa
 *
 *   @service          service of the span; default: its parent's, or `app`. `@service#2`: another instance of it, with a
 *                     clock domain of its own (`service#2`, as service.instance.id)
 *   client …          kind: internal, server, client, producer, consumer
 *   error, ok         status
 *   follows           refers to its parent by FOLLOWS_FROM
 *   link:name         span link to the span of that name, link:<hex id> to one that is not here
 *   orphan:<hex id>   its parent is missing (the line stands without indentation)
 *   id:<hex id>       its span id; default: the number of its line, from 1
 *   event:name        an event at its start
 *   key:value         a string attribute ("_" in the value stands for a space)
 *   `|` for a bar     zero length
 *
 * Names may hold spaces. The epoch is the main root's start, as in any trace.
 */
export function drawTrace(picture: string, { usPerChar = 1000 } = {}): LoadedTrace {
  const lines = picture
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine)
  const strings: string[] = []
  const builder = createTraceBuilder(strings)
  const ancestors: Line[] = []
  for (const [record, line] of lines.entries()) {
    while (ancestors.length > 0 && ancestors[ancestors.length - 1].indent >= line.indent) ancestors.pop()
    const parent = line.orphanOf === null ? (ancestors[ancestors.length - 1] ?? null) : null
    ancestors.push(line)
    line.process ??= parent?.process ?? 'app'
    line.id ??= (record + 1).toString(16).padStart(16, '0')
    const process = builder.processSlot(line.process)
    const [service, instance] = line.process.split('#')
    builder.defineProcess(process, service, instance ? [tag('service.instance.id', line.process)] : [])

    const startUs = EPOCH_US + line.start * usPerChar
    const id = parseSpanId(line.id)
    const known = strings.indexOf(line.name)
    const name = known >= 0 ? known : strings.push(line.name) - 1
    builder.addSpan(
      record,
      startUs,
      startUs + line.length * usPerChar,
      id.high,
      id.low,
      name,
      process,
      line.kind,
      line.flags,
    )
    const refer = (type: 'CHILD_OF' | 'FOLLOWS_FROM', spanId: string) => {
      line.references.push({ refType: type, traceId: DRAWN_TRACE_ID, spanId })
      const { high, low, odd } = parseSpanId(spanId)
      builder.addReference(type === 'CHILD_OF' ? REF.childOf : REF.followsFrom, high, low, odd)
    }
    const above = parent?.id ?? line.orphanOf
    if (above !== null) refer(line.follows ? 'FOLLOWS_FROM' : 'CHILD_OF', above)
    for (const target of line.links) {
      const at = lines.findIndex(({ name }) => name === target)
      refer('FOLLOWS_FROM', at < 0 ? target : (lines[at].id ?? (at + 1).toString(16).padStart(16, '0')))
    }
  }
  const store: SpanStore = {
    attributes: (record) => lines[record].attributes,
    events: (record, epochUs) =>
      lines[record].events.map((name): SpanEvent => ({
        timeUs: EPOCH_US + lines[record].start * usPerChar - Number(epochUs),
        name,
        attributes: [],
      })),
    references: (record) => lines[record].references,
    warnings: () => [],
  }
  return { trace: builder.finish(DRAWN_TRACE_ID), store }
}

/** A column by span name, for `toEqual`; the second span of a name is `name#2`. */
export function byName(trace: Trace, column: ArrayLike<number>): Record<string, number> {
  const result: Record<string, number> = {}
  const seen = new Map<string, number>()
  for (let span = 0; span < trace.length; span++) {
    const name = trace.names[trace.nameId[span]]
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    result[count === 1 ? name : `${name}#${count}`] = column[span]
  }
  return result
}

/** The span of that name, by the picture's spelling; throws when there is none. */
export function spanNamed(trace: Trace, name: string): number {
  for (let span = 0; span < trace.length; span++) if (trace.names[trace.nameId[span]] === name) return span
  throw new Error(`No span named ${name}; there are ${trace.names.join(', ')}`)
}

/** The tree as text, one line per span in pre-order: `name start-end` in µs, indented by depth. For failure messages. */
export function outlineOf(trace: Trace): string {
  const lines: string[] = []
  for (let span = 0; span < trace.length; span++) {
    const indent = '  '.repeat(trace.depth[span])
    lines.push(
      `${indent}${trace.names[trace.nameId[span]]} ${trace.startUs[span]}-${trace.endUs[span]} ${spanIdOf(trace, span)}`,
    )
  }
  return lines.join('\n')
}

interface Line {
  readonly indent: number
  readonly name: string
  readonly start: number
  readonly length: number
  id: string | null
  process: string | null
  kind: number
  flags: number
  follows: boolean
  orphanOf: string | null
  readonly links: string[]
  readonly events: string[]
  readonly attributes: Attribute[]
  readonly references: Reference[]
}

const tag = (key: string, value: string): Attribute => ({ key, type: 'string', value })

function parseLine(text: string): Line {
  const parts = /^( *)(\S.*?)([ .]+)(=+|\|)\.*(?: +(.*))?$/.exec(text.trimEnd())
  if (!parts) throw new Error(`drawTrace does not understand "${text}"`)
  const [, indent, name, dots, bar, words = ''] = parts
  const line: Line = {
    indent: indent.length,
    name,
    start: indent.length + name.length + dots.length,
    length: bar === '|' ? 0 : bar.length,
    id: null,
    process: null,
    kind: 0,
    flags: 0,
    follows: false,
    orphanOf: null,
    links: [],
    events: [],
    attributes: [],
    references: [],
  }
  for (const word of words.split(' ').filter(Boolean)) readWord(line, word)
  return line
}

function readWord(line: Line, word: string): void {
  const kind = KIND_NAMES.indexOf(word as (typeof KIND_NAMES)[number])
  const colon = word.indexOf(':')
  const key = colon < 0 ? word : word.slice(0, colon)
  const value = word.slice(colon + 1).replaceAll('_', ' ')
  if (word.startsWith('@')) {
    line.process = word.slice(1)
  } else if (kind > 0) {
    line.kind = kind
    line.attributes.push(tag('span.kind', word))
  } else if (word === 'error') {
    line.flags |= FLAG.error
    line.attributes.push({ key: 'error', type: 'bool', value: true }, tag('otel.status_code', 'ERROR'))
  } else if (word === 'ok') {
    line.flags |= FLAG.statusOk
    line.attributes.push(tag('otel.status_code', 'OK'))
  } else if (word === 'follows') {
    line.follows = true
  } else if (colon < 0) {
    throw new Error(`drawTrace does not know the word "${word}"`)
  } else if (key === 'link') {
    line.links.push(value)
  } else if (key === 'orphan') {
    line.orphanOf = value
  } else if (key === 'id') {
    line.id = value
  } else if (key === 'event') {
    line.events.push(value)
    line.flags |= FLAG.hasEvents
  } else {
    line.attributes.push(tag(key, value))
    line.flags |= flagsOfKey(key)
  }
}
