/** A body that unpacks to something no trace is, or not at all. */
export class GunzipError extends Error {
  constructor(
    readonly kind: 'too-large' | 'truncated' | 'not-json',
    message: string,
  ) {
    super(message)
  }
}

/** Trace data packs 10 to 60 times; what packs far better and is large is made to fill memory. */
const FREE_BYTES = 64e6
const HIGHEST_RATIO = 300
/** What packs like trace data can still be more than a page holds. */
const MOST_BYTES = 2e9

/** Unpacks gzip as it arrives. Throws `GunzipError` for a bomb, a cut and for what is no gzip. */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number = MOST_BYTES,
): AsyncGenerator<Uint8Array> {
  let packed = 0
  const source = chunks[Symbol.asyncIterator]()
  let sourceError: unknown = null
  const input = new ReadableStream<BufferSource>({
    async pull(controller) {
      try {
        const next = await source.next()
        if (next.done) return controller.close()
        packed += next.value.length
        controller.enqueue(next.value.slice()) // several wait in the streams, longer than a chunk holds
      } catch (error) {
        sourceError = error
        controller.error(error)
      }
    },
    async cancel() {
      await source.return?.()
    },
  })
  const reader = input.pipeThrough(new DecompressionStream('gzip')).getReader()
  let unpacked = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      unpacked += value.length
      if (unpacked > FREE_BYTES && unpacked > packed * HIGHEST_RATIO) {
        throw new GunzipError(
          'too-large',
          `This file unpacks to more than ${HIGHEST_RATIO} times its size: it is no trace, and it was not read further.`,
        )
      }
      if (unpacked > mostBytes) {
        throw new GunzipError(
          'too-large',
          `This file unpacks to more than ${mostBytes / 1e9} GB, more than can be held: it was not read further. Split it by trace.`,
        )
      }
      yield value
    }
  } catch (error) {
    if (error instanceof GunzipError) throw error
    if (sourceError !== null) throw sourceError
    throw new GunzipError('truncated', 'This gzip file is damaged or cut off.')
  } finally {
    await reader.cancel().catch(() => {})
  }
}
