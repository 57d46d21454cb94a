import url from '../formats/assembly/build/jaegerSpans.wasm?url'

/**
 * The scanner in WebAssembly, or null where there is none: an old browser, a policy without 'wasm-unsafe-eval', a file that does not
 * come. The trace is read in JavaScript then. Asked for when the worker starts, beside the trace.
 */
export const scannerModule: Promise<WebAssembly.Module | null> = compile().catch(() => null)

/** Reading waits no longer for a file of 4 kB. */
const PATIENCE_MS = 1500

async function compile(): Promise<WebAssembly.Module | null> {
  if (location.protocol === 'blob:') return null // inside of a saved comparison there is no file beside it
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
  return response.ok ? WebAssembly.compile(await response.arrayBuffer()) : null
}
