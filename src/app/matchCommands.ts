import type { Command } from '../ui/commands.ts'

/**
 * The commands that have every word of `text` somewhere, in any order. Those whose label begins with the text come first, then those with a word
 * that does; otherwise they stay in the order given.
 */
export function matchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return commands
  const words = wanted.split(/\s+/)
  const ranked: [rank: number, command: Command][] = []
  for (const command of commands) {
    const label = command.label.toLowerCase()
    const all = `${label} ${command.group} ${command.note ?? ''}`.toLowerCase()
    if (!words.every((word) => all.includes(word))) continue
    const starts = label.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(words[0]))
    ranked.push([label.startsWith(wanted) ? 0 : starts ? 1 : 2, command])
  }
  return ranked.sort(([a], [b]) => a - b).map(([, command]) => command)
}
