import { expect, test } from 'vitest'
import type { LogLinks } from './configuration.ts'
import { logLink, type LogSubject } from './logLink.ts'

const grafana: LogLinks = {
  url: 'https://grafana.example/base/',
  datasource: 'loki-uid',
  datasourceType: 'loki',
  spanQuery: '{service_name="#{service}"} |= "#{traceID}"',
  gapQuery: '{service_name="#{service}", pod="#{k8s.pod.name}"}',
  paddingSeconds: 2,
  label: 'Logs',
}
const values: Record<string, string> = { service: 'shop', traceID: 'abc', 'k8s.pod.name': 'shop-7' }
const subject = (part: Partial<LogSubject> = {}): LogSubject => ({
  kind: 'span',
  startMs: 10_000.4,
  endMs: 12_000.6,
  lookUp: (name) => values[name] ?? null,
  ...part,
})
const paneOf = (link: string | null) => JSON.parse(new URL(link!).searchParams.get('panes')!).lacuna

test('a span’s logs in Explore: its query, its time and what was added', () => {
  const link = logLink(grafana, subject())
  expect(link).toMatch(/^https:\/\/grafana\.example\/base\/explore\?schemaVersion=1&panes=/)
  expect(paneOf(link)).toEqual({
    datasource: 'loki-uid',
    queries: [
      {
        refId: 'A',
        datasource: { type: 'loki', uid: 'loki-uid' },
        expr: '{service_name="shop"} |= "abc"',
        queryType: 'range',
        editorMode: 'code',
      },
    ],
    range: { from: '8000', to: '14001' },
  })
})

test('a gap’s window has its own query', () => {
  expect(paneOf(logLink(grafana, subject({ kind: 'gap' }))).queries[0].expr).toBe('{service_name="shop", pod="shop-7"}')
})

test('a template that names what the span does not have gives no link', () => {
  expect(logLink(grafana, subject({ kind: 'gap', lookUp: (name) => (name === 'service' ? 'x' : null) }))).toBe(null)
})

test('a hostile name ends neither the quotes of a query nor the address', () => {
  const hostile = () => '"} or {x="\\ & #?</script>'
  const pane = paneOf(logLink(grafana, subject({ lookUp: hostile })))
  expect(pane.queries[0].expr).toBe(
    '{service_name="\\"} or {x=\\"\\\\ & #?</script>"} |= "\\"} or {x=\\"\\\\ & #?</script>"',
  )
  const plain = {
    ...grafana,
    datasource: null,
    url: 'https://kibana.example/app?q=#{service}&from=#{fromISO}&to=#{to}',
  }
  const link = logLink(plain, subject({ lookUp: hostile }))!
  expect(new URL(link).searchParams.get('q')).toBe(hostile())
  expect(new URL(link).hash).toBe('')
  expect(new URL(link).searchParams.get('from')).toBe('1970-01-01T00:00:08.000Z')
  expect(new URL(link).searchParams.get('to')).toBe('14001')
})
