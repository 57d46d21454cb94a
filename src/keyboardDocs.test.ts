import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('.', import.meta.url))

/** One spelling for a combination, whoever writes it. */
const plain = (keys: string) => keys.replaceAll('−', '-').replaceAll(' … ', '–').replace('⌘K', '⌘+K')

/** All keys of the lists that the help dialog (`?`) shows. */
function keysInCode(): Set<string> {
  const keys = new Set<string>()
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!/^[^.]+\.tsx?$/.test(entry.name)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    if (!text.includes('ShortcutGroup')) continue
    for (const [, list] of text.matchAll(/keys: \[([^\]]*)\]/g))
      for (const [, key] of list.matchAll(/'([^']+)'/g)) keys.add(plain(key))
  }
  return keys
}

/** All keys of docs/keyboard.md: neighbours joined by `+` are one combination. */
function keysInDocs(): Set<string> {
  const text = readFileSync(join(src, '../docs/keyboard.md'), 'utf8')
  const ranges = text.replaceAll(/<kbd>1<\/kbd> (?:…|to) <kbd>9<\/kbd>/g, '<kbd>1–9</kbd>')
  const combinations = ranges.matchAll(/<kbd>[^<]+<\/kbd>(?:\+<kbd>[^<]+<\/kbd>)*/g)
  const keys = [...combinations].map(([all]) => plain(all.replaceAll(/<\/?kbd>/g, '')))
  // Alone it does nothing: "with Shift", "Shift and an arrow".
  return new Set(keys.filter((key) => key !== 'Shift'))
}

test('docs/keyboard.md names the keys that the help lists, and no others', () => {
  const code = keysInCode()
  expect(code.size).toBeGreaterThan(15)
  expect([...keysInDocs()].sort()).toEqual([...code].sort())
})
