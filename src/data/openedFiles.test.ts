import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import type { StoredFile } from './fileStore.ts'
import { blobOf, openFile } from './openedFiles.ts'

const stored = vi.hoisted(() => new Map<string, StoredFile>())
const answer = vi.hoisted(() => ({ key: 'k3f9x2a1b0', traces: [], notices: [], comparison: null }))
vi.mock('./fileCalls.ts', () => ({
  openFileInWorker: async () => ({ ok: true, value: answer }),
  forgetFileInWorker: () => {},
}))
vi.mock('./fileStore.ts', () => ({
  listStored: async () => [...stored.values()],
  readStored: async (key: string) => stored.get(key),
  keepStored: async (file: StoredFile) => void stored.set(file.key, { ...file, blob: new Blob(['kept']) }),
}))

test('the bytes of a kept file are the browser’s copy: the chosen one may change on the disk', async () => {
  await openFile(new QueryClient(), new File(['chosen'], 'f.json'), {})
  expect(await (await blobOf(answer.key))!.text()).toBe('kept')
  stored.clear()
  expect(await (await blobOf(answer.key))!.text()).toBe('chosen')
})
