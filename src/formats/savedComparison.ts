/**
 * A comparison as one HTML file that needs no network: a page with its script and style inside, and in it both traces as gzipped
 * Jaeger JSON in base64.
 *
 *     <!doctype html> … <meta name="generator" content="Lacuna saved comparison"> …
 *     <script type="application/json" id="lacuna-comparison">{"version":1, … ,"bodies":["H4sI…","H4sI…"]}</script> …
 */
export interface SavedAbout {
  readonly version: 1
  /** The comparison's address below the page's base, `/trace/a...b?…`: both sides and how they were looked at. */
  readonly address: string
  /** The base address of the Lacuna that saved it. */
  readonly page: string
  /** ISO 8601, UTC. */
  readonly savedAt: string
}

export interface SavedComparison extends SavedAbout {
  /** Each the body of one trace, gzipped: A's and B's; one when a trace was compared with itself. */
  readonly bodies: readonly Uint8Array<ArrayBuffer>[]
}

export const SAVED_ELEMENT = 'lacuna-comparison'
const GENERATOR = 'Lacuna saved comparison'

/** What the page's template has, still empty. */
export const SAVED_HEAD = `<meta name="generator" content="${GENERATOR}">`
const OPEN = `<script type="application/json" id="${SAVED_ELEMENT}">`
const CLOSE = '</script>'
export const SAVED_PLACE = `${OPEN}${CLOSE}`

/** Whether the first kilobyte of a file is that of a saved comparison. */
export const isSavedComparison = (head: string): boolean =>
  /^\s*<!doctype html>/i.test(head) && head.includes(SAVED_HEAD)

/** The pieces of the file. Throws when the template is none. */
export function writeSavedComparison(
  template: string,
  about: SavedAbout,
  bodies: readonly Uint8Array<ArrayBuffer>[],
): string[] {
  const at = template.indexOf(SAVED_PLACE)
  if (at < 0) throw new Error('The page to save the comparison in is not what it should be.')
  const { version, address, page, savedAt } = about
  // No "<" may end the element early. Base64 has none.
  const head = JSON.stringify({ version, address, page, savedAt }).replaceAll('<', '\\u003c')
  return [
    template.slice(0, at) + OPEN,
    `${head.slice(0, -1)},"bodies":[`,
    ...bodies.flatMap((body, i) => [i === 0 ? '"' : ',"', ...toBase64(body), '"']),
    ']}',
    template.slice(at + OPEN.length),
  ]
}

/** The text of the file, or of the element in it, as it was written; null when there is no comparison in it. */
export function readSavedComparison(text: string): SavedComparison | null {
  const open = text.indexOf(OPEN)
  const from = open < 0 ? 0 : open + OPEN.length
  const end = open < 0 ? text.length : text.indexOf(CLOSE, from)
  if (end < 0) return null
  try {
    const { version, address, page, savedAt, bodies } = JSON.parse(text.slice(from, end)) as Record<string, unknown>
    if (version !== 1 || typeof address !== 'string' || !Array.isArray(bodies) || bodies.length === 0) return null
    return {
      version,
      address: address.startsWith('/') ? address : '/trace/...',
      page: typeof page === 'string' && /^https?:/.test(page) ? page : '',
      savedAt: typeof savedAt === 'string' ? savedAt : '',
      bodies: bodies.slice(0, 2).map((body) => fromBase64(String(body))),
    }
  } catch {
    return null
  }
}

/** A multiple of three bytes becomes base64 without padding: the pieces join. */
const PIECE = 3 << 13

function* toBase64(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; at += PIECE) yield btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
