import { expect, test } from 'vitest'
import { isFileTrace, nameFileTraces, parseFileTraceName, splitTraceName } from './traceName.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test('every trace of a file has a name of its own, also with ids that repeat or are none', () => {
  const names = nameFileTraces([ID, ID, 'not-hex', ''], 'k3f9x2a1')
  expect(names).toEqual([
    `${ID}~k3f9x2a1`,
    `${ID}~k3f9x2a1-1`,
    `${'0'.repeat(32)}~k3f9x2a1-2`,
    `${'0'.repeat(32)}~k3f9x2a1-3`,
  ])
  for (const name of names) {
    expect(parseFileTraceName(name)).toBe(name)
    expect(splitTraceName(name)).toEqual({ traceId: name.slice(0, 32), file: 'k3f9x2a1' })
    expect(isFileTrace(name)).toBe(true)
  }
})

test('a short id is padded; an id alone and other text name no file', () => {
  expect(parseFileTraceName('ABC~K3F9X2A1')).toBe(`${'abc'.padStart(32, '0')}~k3f9x2a1`)
  for (const text of [ID, `${ID}~`, `${ID}~../..`, `x${ID}~k3f9x2a1`, '~k3f9x2a1', `${ID}~k3f9x2a1-`, ''])
    expect(parseFileTraceName(text)).toBeNull()
  expect(splitTraceName(ID)).toEqual({ traceId: ID, file: null })
})
