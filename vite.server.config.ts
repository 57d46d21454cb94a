import { defineConfig } from 'vite'

/** The localhost server and the `explain` command: one bundle without dependencies, `build/lacuna.mjs`. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: 'src/server/main.ts',
    outDir: 'build',
    target: 'node20',
    minify: false,
    rollupOptions: {
      output: { entryFileNames: 'lacuna.mjs', chunkFileNames: '[name]-[hash].mjs', banner: '#!/usr/bin/env node' },
    },
  },
})
