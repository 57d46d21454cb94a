import { expect, test } from 'vitest'
import { matchCommands } from './matchCommands.ts'

const commands = ['Go to search', 'Theme: dark', 'auth-service', 'Search auth errors'].map((label) => ({
  label,
  group: label.includes('-') ? 'Services' : 'Actions',
  run: () => undefined,
}))
const labels = (text: string) => matchCommands(commands, text).map(({ label }) => label)

test('nothing typed: all, in their order', () => expect(labels('  ')).toHaveLength(4))
test('every word counts, in any order and case', () => expect(labels('AUTH search')).toEqual(['Search auth errors']))
test('what begins so comes first', () => expect(labels('search')).toEqual(['Search auth errors', 'Go to search']))
test('then what has a word that begins so', () =>
  expect(labels('auth')).toEqual(['auth-service', 'Search auth errors']))
test('a group is a word, too', () => expect(labels('services')).toEqual(['auth-service']))
test('what is nowhere finds nothing', () => expect(labels('zzz')).toEqual([]))
