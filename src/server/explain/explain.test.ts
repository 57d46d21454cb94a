import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ComparisonReport, Report } from '../../report/report.ts'
import { explain } from '../explainMain.ts'
import { dataAddress } from './readSource.ts'

const ROOT = fileURLToPath(new URL('../../../fixtures/traces/', import.meta.url))
const recorded = (name: string) => `${ROOT}${name}/jaeger.json`
const folder = mkdtempSync(join(tmpdir(), 'lacuna-explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const report = async (...args: string[]) => {
  const { code, output, errors } = await explain([...args, '--json'])
  expect(errors).toBe('')
  expect(code).toBe(0)
  return JSON.parse(output) as Report
}

/** One line on standard error that says it, nothing on standard output, status 2. */
async function refuses(args: string[], why: RegExp) {
  const { code, output, errors } = await explain(args)
  expect(errors).toMatch(/^explain: [^\n]{5,600}\n$/)
  expect(errors).toMatch(why)
  expect(output).toBe('')
  expect(code).toBe(2)
}

const EXAMPLE = recorded('doc-pipeline/gap-201')
const SECRETS = recorded('sensitive/login-and-pay')

describe('usage', () => {
  test.each([
    [[], /name a file/],
    [['a', 'b', 'c'], /these are 3/],
    [['-', '-'], /standard input/],
    [[EXAMPLE, '--nonsense'], /--nonsense/],
    [[EXAMPLE, '--clocks', 'wrong'], /auto, raw or corrected/],
    [[EXAMPLE, '--min-gap', '5'], /unit/],
    [[EXAMPLE, '--min-gap', 'soon'], /--min-gap/],
    [[EXAMPLE, '--top', '0'], /--top/],
    [[EXAMPLE, '--top', 'x'], /--top/],
    [[EXAMPLE, EXAMPLE, '--all'], /--all/],
    [[EXAMPLE, '--trace'], /trace/],
    [[EXAMPLE, '--trace', 'ffffffffffffffff'], /is not in it/],
    [[join(folder, 'nothing.json')], /no such file/],
    [[folder], /folder/],
    [['ftp://host/trace/1'], /http and https/],
    [['http://127.0.0.1:1/trace/xyz'], /no address of a trace/],
    [['http://127.0.0.1:1/trace/4bf92f3577b34da6a3ce929d0e0e4736'], /127.0.0.1:1 cannot be reached/],
  ])('%j', (args, why) => refuses(args, why))

  test('help is no failure', async () => {
    expect(await explain(['--help'])).toMatchObject({ code: 0, errors: '' })
  })
})

describe('options', () => {
  test('--min-gap moves the threshold', async () => {
    expect((await report(EXAMPLE, '--min-gap', '500ms')).gaps).toEqual([])
    expect((await report(EXAMPLE, '--min-gap=1us')).gaps.length).toBeGreaterThan((await report(EXAMPLE)).gaps.length)
  })

  test('--clocks chooses the view', async () => {
    const skewed = recorded('clock-skew/behind-350')
    expect((await report(skewed)).clocksView).toBe('corrected')
    expect((await report(skewed, '--clocks', 'raw')).clocksView).toBe('raw')
    expect((await report(EXAMPLE)).clocksView).toBe('raw')
  })

  test('--reveal shows what is masked otherwise', async () => {
    const secret = file(
      'secret.json',
      readFileSync(recorded('errors/deep-raise'), 'utf8').replaceAll('ledger row', 'password=hunter2-9 row'),
    )
    const message = (of: Report) => of.errors.map((error) => error.message).join()
    expect(message(await report(secret))).not.toContain('hunter2')
    expect(message(await report(secret, '--reveal'))).toContain('hunter2')
    expect((await explain([secret])).output).not.toContain('hunter2')
    expect((await explain([secret, '--reveal'])).output).toContain('hunter2')
  })

  test('--top cuts lists in Markdown', async () => {
    const { output } = await explain([SECRETS, '--top', '3'])
    expect(output).toContain('22 more.')
  })

  test('a comparison hides secrets too', async () => {
    const other = file('other.json', readFileSync(SECRETS, 'utf8').replaceAll('fake-hunter2!', 'fake-hunter3!'))
    const { output } = await explain([SECRETS, other, '--json'])
    expect((JSON.parse(output) as ComparisonReport).attributes.map(({ key }) => key)).toContain('http.url')
    expect(output).not.toContain('hunter')
    expect((await explain([SECRETS, other, '--json', '--reveal'])).output).toContain('hunter3')
  })
})

describe('several traces in a file', () => {
  const traces = ['jaeger.json', 'jaeger.2.json'].map(
    (name) =>
      JSON.parse(readFileSync(`${ROOT}broken-propagation/thread-pool/${name}`, 'utf8')).data[0] as { traceID: string },
  )
  const both = file('both.json', JSON.stringify({ data: traces }))
  const ids = traces.map(({ traceID }) => traceID)

  test('one must be named', () =>
    refuses(
      [both],
      new RegExp(`holds 2 traces: name one with --trace, or print all with --all \\(${ids.join(', ')}\\)`),
    ))

  test('--trace names one, in any spelling', async () => {
    expect((await report(both, '--trace', ids[1])).traceID).toBe(ids[1])
    expect((await report(both, '--trace', ids[0].toUpperCase())).traceID).toBe(ids[0])
    expect((await report(both, '--trace', `00-${ids[0]}-00f067aa0ba902b7-01`)).traceID).toBe(ids[0])
  })

  test('--trace twice compares them', async () => {
    const { output } = await explain([both, '--trace', ids[0], '--trace', ids[1], '--json'])
    expect(JSON.parse(output)).toMatchObject({ a: { traceID: ids[0] }, b: { traceID: ids[1] } })
  })

  test('--all prints an array, in Markdown one after the other', async () => {
    const { output } = await explain([both, '--all', '--json'])
    expect((JSON.parse(output) as Report[]).map(({ traceID }) => traceID)).toEqual(ids)
    expect((await explain([both, '--all'])).output.match(/^# /gm)).toHaveLength(2)
  })

  test('gzip and JSON lines are read as well', async () => {
    const packed = file('one.json.gz', gzipSync(readFileSync(EXAMPLE)))
    expect(await report(packed)).toEqual(await report(EXAMPLE))
    const lines = file('lines.json', traces.map((trace) => JSON.stringify(trace)).join('\n'))
    expect((await report(lines, '--trace', ids[0])).traceID).toBe(ids[0])
  })
})

describe('hostile files', () => {
  const example = readFileSync(EXAMPLE, 'utf8')
  const withTag = (tag: string) => example.replace('"tags":[', `"tags":[${tag},`)

  test.each([
    ['empty', '', /empty/],
    ['a web page', '<!doctype html><title>x</title>', /web page/],
    ['cut short', example.slice(0, example.length / 2), /ends early/],
    ['an open bracket', '['.repeat(1_000_000), /./],
    ['other JSON', '{"a": [1, 2, {"b": null}]}', /neither Jaeger nor OpenTelemetry/],
    ['a number', '42', /not JSON/],
    ['binary', Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256), /not JSON/],
    ['a gzip cut short', gzipSync(example).subarray(0, 900), /./],
    [
      'a gzip of garbage',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.alloc(5000, 0x55)]),
      /./,
    ],
    ['a gzip bomb', gzipSync(Buffer.alloc(200_000_000, 0x20)), /./],
    ['an error body', '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', /does not have this trace/],
    ['no spans', '{"data":[]}', /no spans/],
  ])('%s', async (name, content, why) => {
    await refuses([file(`${name}.json`, content)], why)
  })

  test('deep nesting, prototype keys, long values and control characters end in a correct report', async () => {
    const plain = await report(EXAMPLE)
    for (const [name, tag] of [
      ['deep', `{"key":"deep","type":"string","value":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
      [
        'proto',
        '{"key":"__proto__","type":"string","value":"x"},{"__proto__":{"polluted":1},"key":"constructor","value":{"prototype":{"polluted":1}}}',
      ],
      ['long', `{"key":"long","type":"string","value":"${'a b=c:1@ '.repeat(1_200_000)}"}`],
    ]) {
      expect(await report(file(`${name}.json`, withTag(tag)))).toEqual(plain)
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  }, 60_000)

  test('names cannot make markup or speak to the terminal', async () => {
    const evil = 'x\\u001b[31m|<img src=y>\\n# [a](javascript:b) `c`'
    const { output } = await explain([file('evil.json', example.replaceAll('document.extract_text', evil))])
    expect(output).not.toContain('\u001b')
    expect(output).not.toMatch(/(?<!\\)<img/)
    expect(output).not.toMatch(/^# \[a\]/m)
    expect(output).toContain('\\[a\\](javascript:b)')
  })
})

describe('addresses', () => {
  const ID = '662207646adce1456023969896f6a30b'

  test.each([
    [`http://h:16686/trace/${ID}?uiFind=x#y`, `http://h:16686/api/traces/${ID}?raw=true`],
    [`http://h/jaeger/ui/trace/${ID.toUpperCase()}/`, `http://h/jaeger/ui/api/traces/${ID}?raw=true`],
    [`http://h/api/traces/${ID}`, `http://h/api/traces/${ID}`],
    [`http://h/api/traces?service=a&limit=1`, `http://h/api/traces?service=a&limit=1`],
    [`http://h/api/v3/traces/${ID}`, `http://h/api/v3/traces/${ID}`],
  ])('%s', (page, data) => expect(dataAddress(page)?.url.href).toBe(data))

  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? ''} ${request.url}`)
    if (request.url?.startsWith(`/api/traces/${ID}`))
      response.setHeader('content-type', 'application/json').end(readFileSync(EXAMPLE))
    else if (request.url?.startsWith('/api/'))
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}')
    else response.setHeader('content-type', 'text/html').end('<!doctype html>')
  })
  let base = ''
  beforeAll(() =>
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)).then(() => {
      base = `127.0.0.1:${(server.address() as AddressInfo).port}`
    }),
  )
  afterAll(() => void server.close())

  test('a page is read through its API', async () => {
    expect(await report(`http://${base}/trace/${ID}`)).toEqual(await report(EXAMPLE))
    expect(await report(`http://user:pw@${base}/api/traces/${ID}`)).toEqual(await report(EXAMPLE))
    expect(asked).toEqual([` /api/traces/${ID}?raw=true`, `Basic ${btoa('user:pw')} /api/traces/${ID}`])
  })

  test('a comparison page is two traces', async () => {
    const { output } = await explain([`http://${base}/trace/${ID}...${ID}?cohort=x`, '--json'])
    expect(JSON.parse(output)).toMatchObject({ deltaUs: 0, contributions: [], matched: 27 })
  })

  test('a missing trace and a wrong page are one line, without the password', async () => {
    await refuses([`http://${base}/trace/${'0'.repeat(31)}1`], /404: The backend does not have this trace/)
    await refuses([`http://${base}/index.html`], /web page/)
    const { errors } = await explain([`http://user:pw@${base}/index.html`])
    expect(errors).not.toContain('pw')
  })
})
