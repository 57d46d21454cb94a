import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gunzip } from './gunzip.ts'

async function* pieces(bytes: Uint8Array, pieceBytes = 64_000) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes)
}

async function unpack(bytes: Uint8Array, mostBytes?: number): Promise<number> {
  let total = 0
  for await (const chunk of gunzip(pieces(bytes), mostBytes)) total += chunk.length
  return total
}

test('what packs like a trace is read up to what can be held, and no further', async () => {
  const packed = gzipSync(randomBytes(300_000).toString('hex'))
  expect(await unpack(packed, 600_000)).toBe(600_000)
  await expect(unpack(packed, 599_999)).rejects.toThrow(/more than 0\.000599999 GB.*Split it by trace/)
})

test('a bomb is told by its ratio, long before that', async () => {
  const packed = gzipSync(Buffer.alloc(100e6, 0x20))
  let read = 0
  const count = async () => {
    for await (const chunk of gunzip(pieces(packed))) read += chunk.length
  }
  await expect(count()).rejects.toThrow(/more than 300 times its size/)
  expect(read).toBeLessThan(70e6)
})

test('several members one after the other are one file', async () => {
  expect(await unpack(Buffer.concat([gzipSync('abc'), gzipSync('de')]))).toBe(5)
})
