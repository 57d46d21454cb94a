import { clear, createStore, del, get, set, values, type UseStore } from 'idb-keyval'
import type { OpenedFile } from './openedFiles.ts'

/** What IndexedDB holds of an opened file: its list entry, and its bytes, which the browser keeps on disk. */
export interface StoredFile extends OpenedFile {
  readonly blob: Blob
}

let opened: UseStore | null = null

/** Throws, like all below, where the browser gives no storage to the page. */
const store = (): UseStore => (opened ??= createStore('lacuna-files', 'files'))

export const listStored = async (): Promise<StoredFile[]> => values<StoredFile>(store())
export const readStored = async (key: string): Promise<StoredFile | undefined> => get<StoredFile>(key, store())
export const keepStored = async (file: StoredFile): Promise<void> => set(file.key, file, store())
export const forgetStored = async (key: string): Promise<void> => del(key, store())
export const forgetAllStored = async (): Promise<void> => clear(store())
