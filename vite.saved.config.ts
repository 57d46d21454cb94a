import { defineConfig } from 'vite'
import { ALIASES } from './scripts/aliases.ts'
import { insideSavedPage } from './scripts/savedPage.ts'

/** The script and the style of a saved comparison's page, each as one text: `scripts/savedPage.ts` makes a file of them. */
export default defineConfig({
  plugins: [insideSavedPage()],
  resolve: { alias: ALIASES },
  publicDir: false,
  logLevel: 'error',
  worker: { format: 'iife' },
  build: {
    write: false,
    target: 'es2023',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      checks: { moduleLevelDirective: false },
      input: 'src/saved.ts',
      output: { format: 'iife', codeSplitting: false, entryFileNames: 'saved.js' },
    },
  },
})
