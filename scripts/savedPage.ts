import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { SAVED_HEAD, SAVED_PLACE } from '../src/formats/savedComparison.ts'

const NAME = 'virtual:saved-page'
const RESOLVED = `\0${NAME}`
const DEV_PATH = '/@saved-page.html'

/** `import url from 'virtual:saved-page'`: the address of the page that a comparison is saved in, still without traces. */
export function savedPage(): Plugin {
  let isServing = false
  return {
    name: 'saved-page',
    config: (_, { command }) => void (isServing = command === 'serve'),
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null
      if (isServing)
        return `export const savedPageUrl = new URL(${JSON.stringify(`.${DEV_PATH}`)}, document.baseURI).href`
      const file = this.emitFile({ type: 'asset', name: 'saved-page.html', source: await buildSavedPage() })
      return `export const savedPageUrl = import.meta.ROLLUP_FILE_URL_${file}`
    },
    configureServer(server) {
      server.middlewares.use(DEV_PATH, (_, response, next) => {
        buildSavedPage().then((page) => response.setHeader('content-type', 'text/html').end(page), next)
      })
    },
  }
}

/** In a saved page the worker is a part of the script, started from a blob, and there is no further page to save in. */
export function insideSavedPage(): Plugin {
  return {
    name: 'inside-saved-page',
    enforce: 'pre',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load: (id) => {
      if (id === RESOLVED) return `export const savedPageUrl = ''`
      if (!id.endsWith('/src/data/createWorker.ts')) return null
      return `import Inline from '../worker/worker.ts?worker&inline'\nexport const createWorker = () => new Inline()`
    },
  }
}

/** Script and style inside, allowed by their hashes; nothing else may run, nothing may be fetched. */
async function buildSavedPage(): Promise<string> {
  const built = await build({ configFile: fileURLToPath(new URL('../vite.saved.config.ts', import.meta.url)) })
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  const chunks = outputs.filter((file) => file.type === 'chunk')
  if (chunks.length !== 1)
    throw new Error(`the saved page has ${chunks.length} scripts: ${chunks.map((file) => file.fileName)}`)
  const script = escapeScript(chunks[0].code.trim())
  const style = outputs
    .flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : []))
    .join('\n')
    .trim()
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    ${SAVED_HEAD}
    <meta http-equiv="content-security-policy" content="${policy}">
    <title>Lacuna: a saved comparison</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <style>${style}</style>
  </head>
  <body>
    <noscript>This is a comparison of two traces, saved by Lacuna. To see it, allow this page its script.</noscript>
    <div id="root"></div>
    ${SAVED_PLACE}
    <script>${script}</script>
  </body>
</html>
`
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** What would end the element, or open a comment in it, inside string and pattern literals. */
const escapeScript = (code: string) => code.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '\\x3c!--')
