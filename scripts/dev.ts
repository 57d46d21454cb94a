import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { serveMain } from '../src/server/serveMain.ts'

// `npm run dev`: the localhost server as `npm start` runs it, with vite’s pages, reloaded after an edit, in place of the built ones.
const root = fileURLToPath(new URL('..', import.meta.url))
await serveMain(process.argv.slice(2), {
  fallback: async (server) => {
    const vite = await createServer({ root, server: { middlewareMode: { server }, ws: { server }, proxy: {} } })
    return vite.middlewares
  },
})
