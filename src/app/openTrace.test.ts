import { expect, test } from 'vitest'
import { openTrace } from './openTrace.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test('a trace id opens its trace', () => {
  expect(openTrace(` ${ID.toUpperCase()} `)).toEqual({ ok: true, to: `/trace/${ID}` })
})

test('a traceparent selects its span', () => {
  expect(openTrace(`00-${ID}-00f067aa0ba902b7-01`)).toEqual({ ok: true, to: `/trace/${ID}?span=00f067aa0ba902b7` })
})

test('a log line is searched for one', () => {
  expect(openTrace(`level=error msg="pool timeout" trace_id=${ID} span_id=00f067aa0ba902b7`)).toMatchObject({
    ok: true,
    to: expect.stringContaining(`/trace/${ID}`),
  })
})

test('a comparison is opened as one', () => {
  const other = ID.replace('4', 'a')
  expect(openTrace(`http://localhost/trace/${ID}...${other}?view=side`)).toEqual({
    ok: true,
    to: `/trace/${ID}...${other}?view=side`,
  })
})

test('text without a trace id says what one looks like, two ids ask which', () => {
  expect(openTrace('hello')).toMatchObject({ ok: false, choices: [] })
  const other = ID.replace('4', 'a')
  const both = openTrace(`trace_id=${ID} trace_id=${other}`)
  expect(both.ok ? [] : both.choices.map(({ label }) => label)).toEqual([ID, other])
})
