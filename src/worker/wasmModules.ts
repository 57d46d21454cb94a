import scannerUrl from '../formats/assembly/build/scanner.wasm?url'
import kernelsUrl from '../kernels/build/kernels.wasm?url'

/** Reading waits no longer for the scanner, a file of 6 kB. */
const PATIENCE_MS = 1500

/**
 * The scanner and the kernels in WebAssembly, each null where there is none: an old browser, a policy without 'wasm-unsafe-eval', a file that
 * does not come. What they do is done in JavaScript then. Asked for when the worker starts, beside the trace.
 */
export const scannerModule = compile(scannerUrl, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null)
export const kernelsModule = compile(kernelsUrl).catch(() => null)

async function compile(url: string, init?: RequestInit): Promise<WebAssembly.Module | null> {
  if (location.protocol === 'blob:') return null // inside of a saved comparison there is no file beside it
  const response = await fetch(url, init)
  return response.ok ? WebAssembly.compile(await response.arrayBuffer()) : null
}
