import { expect, test } from 'vitest'
import { resultsToCsv } from './resultsCsv.ts'
import { summary } from './sampleSummary.ts'

test('a header and a row per trace, in their order', () => {
  const services = [
    { name: 'shop', spanCount: 3, errorCount: 0 },
    { name: 'db', spanCount: 1, errorCount: 0 },
  ]
  const csv = resultsToCsv([summary('a', { startUs: 1.5e15, unexplainedUs: 25, services }), summary('b')])
  expect(csv.split('\r\n')).toEqual([
    'trace_id,service,operation,start,duration_us,spans,errors,orphans,unexplained_us,unexplained_share,services',
    'a,shop,GET /,2017-07-14T02:40:00.000Z,100,1,0,0,25,0.2500,shop:3 db:1',
    'b,shop,GET /,1970-01-01T00:00:00.001Z,100,1,0,0,,,',
    '',
  ])
})

test('quotes, commas and line ends are quoted; formulas are not run', () => {
  const csv = resultsToCsv([summary('a', { rootService: 'a,"b"\nc', rootOperation: '=HYPERLINK("http://x")' })])
  expect(csv).toContain('"a,""b""\nc"')
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`)
})

test('a time that no calendar has is left out', () => {
  expect(resultsToCsv([summary('a', { startUs: 1.8e19 })])).toContain('a,shop,GET /,,100')
})
