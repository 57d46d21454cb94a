import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { splitTraceName } from '../model/traceName.ts'
import type { FileComparison, LoadFailure, LoadProgress, Result, TraceSummary } from '../worker/protocol.ts'
import { openFileInWorker, forgetFileInWorker } from './fileCalls.ts'

/**
 * A file of traces that the reader opened. It stays in this browser: its bytes go to the worker, and into IndexedDB, so that its
 * traces' addresses survive a reload.
 */
export interface OpenedFile {
  /** Made of the file's bytes, and part of its traces' names: the same file opened again is the same file. */
  readonly key: string
  readonly name: string
  readonly bytes: number
  readonly openedAtMs: number
  /** `traceId` is each trace's name (`model/traceName.ts`). */
  readonly traces: readonly TraceSummary[]
  /** What of it could not be read. */
  readonly notices: readonly string[]
  /** For a saved comparison: what it compares. */
  readonly comparison?: FileComparison | null
  /** Whether it survives a reload; else the reason, in a sentence. */
  readonly kept: true | string
}

/** Those that the browser did not keep, and all of this session while they are being kept. */
const session = new Map<string, { readonly file: OpenedFile; readonly blob: Blob }>()

/** Tells without opening a database whether there is anything in it. */
const FLAG = 'lacuna.files'

function hasStored(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null
  } catch {
    return true
  }
}

function noteStored(any: boolean): void {
  try {
    if (any) localStorage.setItem(FLAG, String(Date.now()))
    else localStorage.removeItem(FLAG)
  } catch {
    // Denied: then every visit looks into the database.
  }
}

const storage = () => import('./fileStore.ts')

/** All opened files, the latest first. Other tabs' files show when the page gets the focus again. */
export const openedFilesQuery = () =>
  queryOptions({
    queryKey: ['opened files'] as const,
    queryFn: listFiles,
    staleTime: 0,
    refetchOnWindowFocus: true,
  })

async function listFiles(): Promise<readonly OpenedFile[]> {
  const files = new Map<string, OpenedFile>()
  if (hasStored()) {
    try {
      for (const { blob: _, ...file } of await (await storage()).listStored()) files.set(file.key, file)
    } catch {
      // Denied: what this session has opened is all there is.
    }
  }
  for (const { file } of session.values()) files.set(file.key, file)
  return [...files.values()].sort((a, b) => b.openedAtMs - a.openedAtMs || (a.key < b.key ? -1 : 1))
}

interface OpenFileOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: LoadProgress) => void
}

/** Reads a file; its traces are in `openedFilesQuery` from then on, and open under their names. */
export async function openFile(client: QueryClient, blob: File, options: OpenFileOptions): Promise<Result<OpenedFile>> {
  const read = await openFileInWorker(blob, blob.name, options)
  if (!read.ok) return read
  const file: OpenedFile = {
    ...read.value,
    name: blob.name,
    bytes: blob.size,
    openedAtMs: Date.now(),
    kept: await keep({ ...read.value, name: blob.name, bytes: blob.size, openedAtMs: Date.now(), kept: true }, blob),
  }
  session.set(file.key, { file, blob })
  await client.invalidateQueries(openedFilesQuery())
  return { ok: true, value: file }
}

async function keep(file: OpenedFile, blob: Blob): Promise<true | string> {
  try {
    await (await storage()).keepStored({ ...file, blob })
    noteStored(true)
    return true
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
    return isFull
      ? 'The browser has no room to keep it: it is here until this page is closed or reloaded.'
      : 'The browser does not let this page keep files: it is here until the page is closed or reloaded.'
  }
}

/**
 * A file's bytes, as the browser keeps them, else the file that was chosen in this session (which may have changed on the disk
 * since); null when there are none.
 */
export async function blobOf(key: string): Promise<Blob | null> {
  const open = session.get(key)
  if (open && open.file.kept !== true) return open.blob
  try {
    return (await (await storage()).readStored(key))?.blob ?? open?.blob ?? null
  } catch {
    return open?.blob ?? null
  }
}

/** The file is gone from the list, from the browser's storage and from memory; views of its traces that are shown stay as they are. */
export async function forgetFile(client: QueryClient, key: string): Promise<void> {
  session.delete(key)
  forgetFileInWorker(key)
  try {
    const { forgetStored, listStored } = await storage()
    await forgetStored(key)
    noteStored((await listStored()).length > 0)
  } catch {
    // Denied: nothing was kept.
  }
  dropViews(client, (file) => file === key)
  await client.invalidateQueries(openedFilesQuery())
}

export async function forgetAllFiles(client: QueryClient): Promise<void> {
  for (const { key } of await listFiles()) forgetFileInWorker(key)
  session.clear()
  try {
    await (await storage()).forgetAllStored()
  } catch {
    // Denied: nothing was kept.
  }
  noteStored(false)
  dropViews(client, (file) => file !== null)
  await client.invalidateQueries(openedFilesQuery())
}

function dropViews(client: QueryClient, isGone: (file: string | null) => boolean): void {
  client.removeQueries({
    predicate: ({ queryKey: [kind, ...names] }) =>
      (kind === 'trace' || kind === 'comparison') &&
      names.slice(0, 2).some((name) => typeof name === 'string' && isGone(splitTraceName(name).file)),
  })
}

/** A link to a trace of a file that this browser does not have. */
export const missingFile = (name: string): LoadFailure => ({
  kind: 'no-file',
  status: null,
  message: 'This trace was opened from a file, which this browser does not have (any more).',
  detail: null,
  url: name,
})
