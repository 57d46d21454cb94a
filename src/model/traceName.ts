/**
 * What addresses and questions call a trace: its id, or for a trace of an opened file `id~file`, so that the same id from the
 * server and from a file are two traces:
 *
 *   4bf92f3577b34da6a3ce929d0e0e4736                  the server's
 *   4bf92f3577b34da6a3ce929d0e0e4736~k3f9x2a1b0       the one in file k3f9x2a1b0
 *   4bf92f3577b34da6a3ce929d0e0e4736~k3f9x2a1b0-7     the eighth of that file, where the id alone does not tell which
 */
export interface TraceName {
  readonly traceId: string
  /** The opened file's key; null for the server's trace. */
  readonly file: string | null
}

/** A file's key is made of its bytes: the same file opened again has the same one. */
const NAME = /^([0-9a-f]{1,32})~([0-9a-z]{6,16})(-\d{1,7})?$/i
const HEX_ID = /^[0-9a-f]{32}$/

/** `traceIds`: of all traces of the file, in its order. */
export function nameFileTraces(traceIds: readonly string[], file: string): string[] {
  const taken = new Set<string>()
  return traceIds.map((traceId, position) => {
    const id = HEX_ID.test(traceId) ? traceId : '0'.repeat(32)
    const isPlain = id === traceId && !taken.has(id)
    taken.add(id)
    return isPlain ? `${id}~${file}` : `${id}~${file}-${position}`
  })
}

/** The name in a text that is nothing else, in its one spelling; null for a name without a file too. */
export function parseFileTraceName(text: string): string | null {
  const match = NAME.exec(text)
  return match ? `${match[1].padStart(32, '0')}~${match[2]}${match[3] ?? ''}`.toLowerCase() : null
}

export function splitTraceName(name: string): TraceName {
  const at = name.indexOf('~')
  if (at < 0) return { traceId: name, file: null }
  return { traceId: name.slice(0, at), file: name.slice(at + 1).replace(/-\d+$/, '') }
}

/** Whether a name is that of an opened file's trace. */
export const isFileTrace = (name: string): boolean => name.includes('~')
