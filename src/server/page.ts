import { createHash } from 'node:crypto'

/** CSP's names of the scripts that a page carries in itself; blocks of data are no scripts. */
export function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
}

/** What our server writes into the page, so that the browser need not ask. */
export interface Written {
  /** The API that the page is to speak; null: it finds out. */
  readonly api?: string | null
  readonly configuration?: unknown
}

export function renderPage(html: string, { api = null, configuration }: Written): string {
  const json = JSON.stringify(configuration ?? {}).replace(/</g, '\\u003c')
  const named = html.replace('<meta name="lacuna-api" content=""', `<meta name="lacuna-api" content="${api ?? ''}"`)
  return named.replace(/(<script type="application\/json" id="lacuna-config">)(<\/script>)/, (_, open, close) => {
    return `${open}${json}${close}`
  })
}

/** The page for an address that is none of its own: what comes before it is no prefix, so the page must not look for one. */
export const withoutPrefix = (html: string): string => html.replace(' data-inject-target="BASE_URL"', '')
