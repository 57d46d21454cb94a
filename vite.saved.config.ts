import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { insideSavedPage } from './scripts/savedPage.ts'

/** The script and the style of a saved comparison's page, each as one text: `scripts/savedPage.ts` makes a file of them. */
export default defineConfig({
  plugins: [react(), insideSavedPage()],
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
      input: 'src/saved.ts',
      output: { format: 'iife', codeSplitting: false, entryFileNames: 'saved.js' },
    },
  },
})
