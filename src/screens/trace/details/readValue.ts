import type { Attribute } from '../../../model/trace.ts'

/** How an attribute's value is shown. */
export interface ReadableValue {
  readonly text: string
  /** Opens in a new tab; http and https only. */
  readonly href: string | null
  /** The value is a JSON object or array, and could be laid out. */
  readonly isJson: boolean
}

/** Longer values are cut until the reader asks for all of them. */
export const SHOWN_LENGTH = 300

/** Values past this are not tried as JSON until asked for. */
const JSON_LIMIT = 1_000_000

export function readValue(attribute: Attribute): ReadableValue {
  const text = attribute.value === null ? '' : String(attribute.value)
  return { text, href: hrefOf(text), isJson: looksLikeJson(text) }
}

/** An address that is safe to open: http(s), parsed, no control characters; else null. */
export function hrefOf(text: string): string | null {
  if (!/^https?:\/\/[^\s]+$/i.test(text) || text.length > 4096) return null
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
    ? url.href
    : null
}

const looksLikeJson = (text: string) =>
  text.length > 2 &&
  text.length <= JSON_LIMIT &&
  ((text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']')))

/** The value laid out as JSON, or null when it is none. Numbers keep their digits: the text is laid out, not its parsed value. */
export function prettyJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  return layoutJson(text)
}

/** Indents valid JSON without parsing numbers, so that 64-bit integers survive. */
function layoutJson(text: string): string {
  const parts: string[] = []
  let depth = 0
  const newline = () => parts.push('\n' + '  '.repeat(Math.min(depth, 40)))
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') {
      let end = i + 1
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
      parts.push(text.slice(i, end + 1))
      i = end
    } else if (char === '{' || char === '[') {
      parts.push(char)
      const rest = /\S/.exec(text.slice(i + 1, i + 50))
      if (rest && (rest[0] === '}' || rest[0] === ']')) {
        parts.push(rest[0])
        i += rest.index + 1
      } else {
        depth++
        newline()
      }
    } else if (char === '}' || char === ']') {
      depth--
      newline()
      parts.push(char)
    } else if (char === ',') {
      parts.push(',')
      newline()
    } else if (char === ':') parts.push(': ')
    else if (!/\s/.test(char)) parts.push(char)
  }
  return parts.join('')
}

const PICTURES = 0x2400

/**
 * Characters that do not show, or that reorder what stands beside them, made visible: controls as their pictures
 * (`␀`, `␛`), directional overrides and zero-width characters as `⟨U+202E⟩`. Line breaks and tabs stay.
 */
export function showInvisible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (char) => {
      const code = char.charCodeAt(0)
      if (code < 0x20) return String.fromCharCode(PICTURES + code)
      if (code === 0x7f) return '\u2421'
      return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
    },
  )
}

/** The first `SHOWN_LENGTH` characters, never half of a surrogate pair. */
export function cutValue(text: string): string {
  if (text.length <= SHOWN_LENGTH) return text
  const last = text.charCodeAt(SHOWN_LENGTH - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? SHOWN_LENGTH - 1 : SHOWN_LENGTH)
}
