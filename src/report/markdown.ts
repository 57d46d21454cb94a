/** Text from a trace, made harmless and plain in Markdown: one line, no markup, no control characters (a terminal obeys them). */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*<[\]|~]/g, '\\$&')
    .replace(/(?<!\w)_|_(?!\w)/g, '\\_')
}

/** For code spans: ids and statements. */
export function formatCode(text: string): string {
  const line = oneLine(text)
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? fence + line + fence : `${fence} ${line} ${fence}`
}

// oxlint-disable-next-line no-control-regex -- just these are what must not get through
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g
const LONGEST = 500

export function oneLine(text: string): string {
  const line = text.replace(CONTROLS, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

export type Alignment = 'left' | 'right'

/** A table; cells are Markdown already. Padded, so that it reads well as plain text too. */
export function formatTable(
  columns: readonly (readonly [title: string, align: Alignment])[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map(([title], i) => Math.max(3, title.length, ...rows.map((row) => row[i].length)))
  const pad = (text: string, i: number) =>
    columns[i][1] === 'right' ? text.padStart(widths[i]) : text.padEnd(widths[i])
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`
  const rule = `|${columns.map(([, align], i) => (align === 'right' ? `${'-'.repeat(widths[i] + 1)}:` : '-'.repeat(widths[i] + 2))).join('|')}|`
  return [line(columns.map(([title]) => title)), rule, ...rows.map(line)].join('\n')
}
