import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `npm run dev` starts our own server and names it here; `npx vite` alone expects `npm run demo-api` at its default port.
const api = process.env.LACUNA_API ?? 'http://127.0.0.1:5620'

export default defineConfig({
  plugins: [react()],
  base: './',
  build: {
    target: 'es2023',
    outDir: 'dist',
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    // A data: URL is refused by our content security policy.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': api, '/lacuna': api } },
})
