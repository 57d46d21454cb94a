import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import { createChunkNames } from './scripts/chunkNames.ts'
import { earlyWorker } from './scripts/earlyWorker.ts'
import { precompress } from './scripts/precompress.ts'
import { ALIASES } from './scripts/aliases.ts'
import { wasmPlugin } from './scripts/buildWasm.ts'
import { savedPage } from './scripts/savedPage.ts'

// Where `npx vite` alone sends API requests: `npm run demo-api` at its default port. (`npm run dev` brings its own server.)
const api = process.env.LACUNA_API ?? 'http://127.0.0.1:5620'

export default defineConfig({
  plugins: [wasmPlugin(), earlyWorker(), savedPage(), precompressed()],
  base: './',
  resolve: { alias: ALIASES },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // The one folder that Jaeger serves beside the page (ui.assets_path); so public/ has it, too.
    assetsDir: 'static',
    sourcemap: false,
    manifest: true,
    modulePreload: { polyfill: false },
    // A data: URL is refused by our content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // The query library's "use client": there is no server to tell apart.
      checks: { moduleLevelDirective: false },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: createChunkNames(import.meta.dirname), debugName: 'pages' }],
        },
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'worker-core', tags: ['$initial'], priority: 1 },
            { name: 'findings', test: /src\/(worker\/findInParts|analysis\/(computeFindings|sensitive))/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': api, '/lacuna': api } },
})

function precompressed(): Plugin {
  let folder = 'dist'
  return {
    name: 'precompressed',
    apply: 'build',
    configResolved: ({ root, build }) => void (folder = resolve(root, build.outDir)),
    // Not at the end of all: a build that failed has written nothing, and its own error is the one to see.
    writeBundle: { order: 'post', sequential: true, handler: () => precompress(folder) },
  }
}
