import { readFileSync } from 'node:fs'
import type { Page, Request } from '@playwright/test'
import { parse } from 'yaml'
import { expect, test, traceIdOf } from './fixtures.ts'

// The shipped provisioning, as Grafana would expand it, for ids in every form that logs carry: each link opens the trace.

const loki = parse(readFileSync(new URL('../deploy/grafana/loki.yaml', import.meta.url), 'utf8')).datasources[0]
const dashboard = JSON.parse(readFileSync(new URL('../deploy/grafana/lacuna-traces.json', import.meta.url), 'utf8'))

interface DerivedField {
  readonly name: string
  readonly matcherType: 'label' | 'regex'
  readonly matcherRegex: string
  readonly url: string
}
const fields: DerivedField[] = loki.jsonData.derivedFields

const ID = traceIdOf('checkout/basic-slow')
const SHORT = traceIdOf('odd-values/trace-id-64').slice(16)
const uuid = ID.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const base64 = Buffer.from(ID, 'hex').toString('base64')
const span = 'a'.repeat(16)

/** A field's value, as a label or in a line → the trace. */
const FORMS: readonly (readonly [form: string, text: string, id?: string])[] = [
  ['32 hex digits', ID],
  ['upper case', ID.toUpperCase()],
  ['a UUID', uuid],
  ['0x', `0x${ID}`],
  ['16 hex digits', SHORT, SHORT],
  ['base64', base64],
]

/** `${LACUNA_URL}` by the provisioning, `${__value.raw}` by the link. */
const expand = (url: string, raw: string) => url.replace('${LACUNA_URL}', '').replace('$${__value.raw}', raw)

function linksOf(line: string): string[] {
  return fields.flatMap(({ matcherType, matcherRegex, url }) => {
    const match = matcherType === 'regex' ? new RegExp(matcherRegex).exec(line) : null
    return match ? [expand(url, match[1])] : []
  })
}

const LINES: readonly (readonly [form: string, line: string, id: string])[] = [
  ...FORMS.flatMap(([form, text, id = ID]) => [
    [`logfmt, ${form}`, `level=error trace_id=${text} msg="payment failed"`, id] as const,
    [`JSON, ${form}`, `{"level":"error","traceId":"${text}","msg":"x"}`, id] as const,
  ]),
  ['JSON in JSON', `{"log":"{\\"trace.id\\":\\"${ID}\\",\\"span\\":1}"}`, ID],
  ['a header of its own', `TraceID: ${ID}`, ID],
  ['the environment', `TRACE_ID=${ID} ./run`, ID],
  ['B3 in two headers', `X-B3-TraceId: ${ID}, X-B3-SpanId: ${span}`, ID],
  ['traceparent', `GET / traceparent: 00-${ID}-${span}-01`, ID],
  ['B3 in one', `b3: ${ID}-${span}-1`, ID],
  ['uber-trace-id', `uber-trace-id=${ID}:${span}:0:1`, ID],
  ['X-Ray', `Root=1-${ID.slice(0, 8)}-${ID.slice(8)};Sampled=1`, ID],
]

/** A link that shows that trace, and asked for no other. */
async function opens(page: Page, link: string, id: string, form = link) {
  const asked: string[] = []
  const note = (request: Request) => {
    const [, traceId] = /\/api\/traces\/([^/?]+)/.exec(request.url()) ?? []
    if (traceId) asked.push(traceId)
  }
  page.on('request', note)
  await page.goto(link)
  await expect(page.getByRole('treegrid', { name: 'Spans' }), form).toBeVisible()
  page.off('request', note)
  expect(asked, form).toEqual([id])
}

test('a line gives exactly one link, whatever the form', () => {
  for (const [form, line] of LINES) expect(linksOf(line), `${form}: ${line}`).toHaveLength(1)
})

test('a line without a trace of its own gives none', () => {
  for (const line of [`dd.trace_id=1234567890123456789`, `parent_trace_id=${ID}`, 'trace=on', `request_id=${ID}`])
    expect(linksOf(line), line).toEqual([])
})

test('labels that hold an id are found by name, others are not', () => {
  const [{ matcherRegex }] = fields.filter(({ matcherType }) => matcherType === 'label')
  const isMatched = (label: string) => new RegExp(matcherRegex).test(label)
  expect(['trace_id', 'traceid', 'traceID', 'traceId', 'TraceId', 'trace.id', 'otel_trace_id'].every(isMatched)).toBe(
    true,
  )
  expect(['dd_trace_id', 'parent_trace_id', 'trace', 'trace_id_2'].some(isMatched)).toBe(false)
})

for (const [form, text, id = ID] of FORMS) {
  test(`a label with ${form} opens its trace`, async ({ page }) => {
    const [{ url }] = fields.filter(({ matcherType }) => matcherType === 'label')
    await opens(page, expand(url, text), id)
  })
}

test('each link of a line opens its trace', async ({ page }) => {
  test.setTimeout(120_000)
  for (const [form, line, id] of LINES) {
    await opens(page, linksOf(line)[0], id, form)
  }
})

test('the correlation and the dashboard’s links open the trace and the search', async ({ page }) => {
  const { target, transformations } = loki.correlations[0].config
  const [, raw] = new RegExp(transformations[0].expression).exec(`ts=1 trace_id=${ID}`)!
  await page.goto(target.url.replace('${LACUNA_URL}', '').replace(`$\${${transformations[0].mapValue}}`, raw))
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()

  const [{ url }] = dashboard.panels[0].fieldConfig.overrides[0].properties[0].value
  await page.goto(url.replace('${lacuna}', '').replace('${__value.raw}', ID))
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toBeVisible()

  const search: string = dashboard.links[0].url
  const now = Date.now()
  const values: Record<string, string> = {
    lacuna: '',
    service: 'api-gateway',
    __from: String(now - 2 * 86_400_000),
    __to: String(now),
  }
  await page.goto(search.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name]))
  await expect(page.getByRole('list', { name: 'Traces' })).toBeVisible()
})
