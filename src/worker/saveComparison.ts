import { writeSavedComparison, type SavedAbout } from '../formats/savedComparison.ts'
import { writeJaegerJson } from '../formats/writeJaegerJson.ts'
import type { CachedTrace } from './traceCache.ts'
import { blobOf, mask } from './exportTrace.ts'

/** Both traces, redacted, in the page that `template` is: one file that opens without any server. */
export async function saveComparison(
  a: Pick<CachedTrace, 'key' | 'loaded'>,
  b: Pick<CachedTrace, 'key' | 'loaded'>,
  template: string,
  about: SavedAbout,
): Promise<Blob> {
  const sides = a.key === b.key ? [a] : [a, b]
  const bodies: Uint8Array<ArrayBuffer>[] = []
  for (const { loaded } of sides) {
    const packed = blobOf(writeJaegerJson(loaded, { redact: mask }), '')
      .stream()
      .pipeThrough(new CompressionStream('gzip'))
    bodies.push(new Uint8Array(await new Response(packed).arrayBuffer()))
  }
  return new Blob(writeSavedComparison(template, about, bodies), { type: 'text/html;charset=utf-8' })
}
