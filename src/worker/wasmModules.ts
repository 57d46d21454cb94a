import scannerUrl from '../formats/assembly/build/jaegerSpans.wasm?url'
import kernelsUrl from '../kernels/build/kernels.wasm?url'

/**
 * The scanner and the kernels in WebAssembly, each null where there is none: an old browser, a policy without 'wasm-unsafe-eval', a file that
 * does not come. What they do is done in JavaScript then. Asked for when the worker starts, beside the trace.
 */
export const scannerModule = compile(scannerUrl)
export const kernelsModule = compile(kernelsUrl)

/** Reading waits no longer for a file of 4 kB. */
const PATIENCE_MS = 1500

async function compile(url: string): Promise<WebAssembly.Module | null> {
  if (location.protocol === 'blob:') return null // inside of a saved comparison there is no file beside it
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    return response.ok ? await WebAssembly.compile(await response.arrayBuffer()) : null
  } catch {
    return null
  }
}
