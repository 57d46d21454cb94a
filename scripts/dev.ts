import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { renderPage } from '../src/server/page.ts'
import { serveMain } from '../src/server/serveMain.ts'

// `npm run dev`: the localhost server as `npm start` runs it, with vite’s pages, reloaded after an edit, in place of the built ones.
const root = fileURLToPath(new URL('..', import.meta.url))
await serveMain(process.argv.slice(2), {
  fallback: async (server, written) => {
    const vite = await createServer({
      root,
      server: { middlewareMode: { server }, ws: { server }, proxy: {} },
      plugins: [
        { name: 'written', transformIndexHtml: { order: 'pre', handler: (html) => renderPage(html, written) } },
      ],
    })
    return vite.middlewares
  },
})
