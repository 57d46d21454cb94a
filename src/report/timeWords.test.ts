import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GAP_KINDS } from '../analysis/gaps.ts'
import { GAP_WORDS, timeWords } from './timeWords.ts'

const numbers = readFileSync(new URL('../../docs/numbers.md', import.meta.url), 'utf8')

test.each(GAP_KINDS)('docs/numbers.md explains %s under the words of the page', (kind) => {
  expect(numbers).toContain(`| ${GAP_WORDS[kind]} | \`${kind}\` |`)
})

test('a kind of time is its gap’s words, else its category’s', () => {
  expect(timeWords('gap', 'between')).toBe('gap between children')
  expect(timeWords('network', 'network-back')).toBe('network back')
  expect(timeWords('self', null)).toBe('own time')
})
