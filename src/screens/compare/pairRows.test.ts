import { expect, test } from 'vitest'
import type { Attribute, SpanEvent } from '../../model/trace.ts'
import { compareEvents, compareTags } from './pairRows.ts'

const tag = (key: string, value: Attribute['value']): Attribute => ({ key, type: 'string', value })

test('tags side by side: what differs first, then by key; a key that occurs twice has both; secrets are masked', () => {
  const rows = compareTags(
    [tag('z', 1), tag('same', 'x'), tag('twice', 'a'), tag('twice', 'b'), tag('password', 'hunter2')],
    [tag('z', 2), tag('same', 'x'), tag('new', true), tag('password', 'hunter3')],
  )
  expect(rows.map(({ key, a, b, differs }) => `${differs ? '≠' : '='} ${key} ${a} ${b}`)).toEqual([
    '≠ new null true',
    expect.stringMatching(/^≠ password (?!.*hunter)/),
    '≠ twice a\nb null',
    '≠ z 1 2',
    '= same x x',
  ])
})

test('events by what they say: how often on each side, those that differ first', () => {
  const event = (name: string, more: SpanEvent['attributes'] = [], timeUs = 0): SpanEvent => ({
    timeUs,
    name,
    attributes: more,
  })
  const failed = [tag('exception.message', 'it broke')]
  expect(
    compareEvents(
      [event('cache miss', [], 5), event('cache miss', [], 9)],
      [event('cache miss'), event('cache miss'), event('exception', failed), event('exception', failed)],
    ),
  ).toEqual([
    { line: 'exception it broke', inA: 0, inB: 2 },
    { line: 'cache miss', inA: 2, inB: 2 },
  ])
  expect(compareEvents([], [])).toEqual([])
})
