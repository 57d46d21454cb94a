/**
 * The options that contain the typed text, best first: equal, then starting with it, then a word of it starting so, then the rest.
 * Text that is exactly an option shows all of them, that one first: the box was opened to choose another.
 */
export function matchOptions(options: readonly string[], typed: string, limit: number): string[] {
  const text = typed.trim().toLowerCase()
  if (text === '') return options.slice(0, limit)
  const ranks: string[][] = [[], [], [], []]
  let exact = false
  for (const option of options) {
    const lower = option.toLowerCase()
    const at = lower.indexOf(text)
    if (lower === text) {
      exact = true
      ranks[0].push(option)
    } else if (at === 0) ranks[1].push(option)
    else if (at > 0 && !isWordCharacter(lower[at - 1])) ranks[2].push(option)
    else if (at > 0) ranks[3].push(option)
  }
  if (exact) for (const option of options) if (!option.toLowerCase().includes(text)) ranks[3].push(option)
  return ranks.flat().slice(0, limit)
}

const isWordCharacter = (character: string) => /[\p{L}\p{N}]/u.test(character)
