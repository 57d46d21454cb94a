import url from '../formats/assembly/build/jaegerSpans.wasm?url'

/**
 * The scanner in WebAssembly, or null where there is none: an old browser, a policy without 'wasm-unsafe-eval', a file that did not come. Reading
 * goes on in JavaScript then. Asked for when the worker starts, beside the trace.
 */
export const scannerModule: Promise<WebAssembly.Module | null> = compile().catch(() => null)

async function compile(): Promise<WebAssembly.Module | null> {
  if (location.protocol === 'blob:') return null // inside of a saved comparison there is no file beside it
  const response = await fetch(url)
  return response.ok ? WebAssembly.compile(await response.arrayBuffer()) : null
}
