/** A table from its head, `a | b`, and its rows. */
export function formatTable(head: string, rows: readonly (readonly string[])[]): string {
  const columns = head.split(' | ').length
  return [`| ${head} |`, `|${'---|'.repeat(columns)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}
