import { ALL_SERVICES } from './searchAddress.ts'

const NAME = /\s*(?:"((?:[^"\\]|\\[^])*)"|([^,]*))\s*(?:,|$)/y

/** `checkout, "a, b"` → both names; nothing, or `*` among them, means all services. */
export function parseServices(text: string): readonly string[] {
  const names = new Set<string>()
  NAME.lastIndex = 0
  while (NAME.lastIndex < text.length) {
    const before = NAME.lastIndex
    const match = NAME.exec(text)
    // A quote in the middle of a name: the name is as it stands.
    if (!match) {
      const end = text.indexOf(',', before)
      names.add(text.slice(before, end < 0 ? undefined : end).trim())
      NAME.lastIndex = end < 0 ? text.length : end + 1
      continue
    }
    names.add(match[1] === undefined ? match[2].trim() : match[1].replace(/\\([^])/g, '$1'))
  }
  names.delete('')
  return names.size === 0 || names.has(ALL_SERVICES) ? [ALL_SERVICES] : [...names]
}

/** Text that `parseServices` reads back to the same; '' for all. */
export const formatServices = (services: readonly string[]): string =>
  services.includes(ALL_SERVICES) ? '' : services.map(formatService).join(', ')

const formatService = (name: string) =>
  /[,"]|^\s|\s$/.test(name) || name === '' ? `"${name.replace(/["\\]/g, '\\$&')}"` : name

/** The name that is being typed, and what stands before it: for suggestions. */
export function splitLastService(text: string): { readonly before: string; readonly last: string } {
  let at = 0
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && isQuoted) i++
    else if (text[i] === '"') isQuoted = !isQuoted
    else if (text[i] === ',' && !isQuoted) at = i + 1
  }
  while (text[at] === ' ') at++
  return { before: text.slice(0, at), last: text.slice(at) }
}

/** The text with its last name chosen from the suggestions. */
export const chooseLastService = (text: string, name: string): string =>
  splitLastService(text).before + formatService(name)
