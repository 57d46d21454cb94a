import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Trace } from '../model/trace.ts'
import type { TagPair } from '../url/tags.ts'
import type { LoadFailure, Result, SearchAnswer } from '../worker/protocol.ts'
import { parseCondition } from '../url/tagQuery.ts'
import { createSession } from '../worker/session.ts'
import type { Backend, BackendDeps, SearchQuery } from './backend.ts'
import { jaegerBackend } from './jaegerBackend.ts'
import { otlpBackend } from './otlpBackend.ts'
import { probeBackend } from './probe.ts'
import { tempoBackend, traceQl } from './tempoBackend.ts'

interface Recorded {
  readonly path: string
  readonly status: number
  readonly contentType: string | null
  readonly file: string
}

const FIXTURES = new URL('../../fixtures/', import.meta.url)
const readText = (path: string) => readFileSync(new URL(path, FIXTURES), 'utf8')

/** A server of `fixtures/backends`. */
function recordedBackend(name: string): Recorded[] {
  const index = JSON.parse(readText(`backends/${name}/index.json`)) as {
    request: string
    status: number
    contentType: string | null
    body: string
  }[]
  return index.map(({ request, status, contentType, body }) => ({
    path: request.replace('GET ', ''),
    status,
    contentType,
    file: `backends/${name}/${body}`,
  }))
}

/** Jaeger v2.13 of `fixtures/traces/api`. */
function recordedJaeger(): Recorded[] {
  const index = JSON.parse(readText('traces/api/index.json')) as {
    file: string
    status: number
    headers: Record<string, string>
    request: { method: string; path: string }
  }[]
  return index
    .filter(({ request, file }) => request.method === 'GET' && file)
    .map(({ request, status, headers, file }) => ({
      path: request.path,
      status,
      contentType: headers['Content-Type'] ?? null,
      file: `traces/api/${file}`,
    }))
}

/** Equal for requests that mean the same: parameters in any order, times by value, defaults that the recording left out. */
function normalize(path: string): string {
  const url = new URL(path, 'http://x')
  const parameters = [...url.searchParams].map(([key, value]) => {
    if (/start_?time_?m/i.test(key)) return `${key}=${Date.parse(value)}`
    if (/attributes/.test(key)) return `${key}=${JSON.stringify(JSON.parse(value))}`
    if (key === 'traceID') return `${key}=${value.padStart(32, '0')}`
    if (key === 'q') return `q=${value.replace(/\s/g, '')}`
    return `${key}=${value}`
  })
  const pathname = decodeURIComponent(url.pathname).replace(/(?<=\/traces\/)[0-9a-f]{16,32}$/, (id) =>
    id.padStart(32, '0'),
  )
  return `${pathname}?${parameters.sort().join('&')}`
}

/** Answers as recorded; what was not recorded, as that server answers unknown paths. Notes every request. */
function serve(recorded: readonly Recorded[], fallback: { status: number; body: string }) {
  const requests: string[] = []
  const byPath = new Map(recorded.map((entry) => [normalize(entry.path), entry]))
  const fake: typeof fetch = async (input) => {
    const { pathname, search } = new URL(String(input))
    requests.push(pathname + search)
    const entry = byPath.get(normalize(pathname + search))
    if (!entry)
      return new Response(fallback.body, { status: fallback.status, headers: { 'content-type': 'text/plain' } })
    const headers: Record<string, string> = entry.contentType === null ? {} : { 'content-type': entry.contentType }
    return new Response(readText(entry.file), { status: entry.status, headers })
  }
  const session = createSession({ budgetBytes: 1e9, fetch: fake })
  const deps: BackendDeps = {
    base: 'http://server/',
    fetch: fake,
    searchTraces: (request) => session.search(request, 'token', () => {}),
  }
  return { deps, requests, session }
}

const PAGE = { status: 200, body: '<!doctype html><html><head></head></html>' }
const NOT_FOUND = { status: 404, body: '404 page not found\n' }

const START_US = Date.parse('2026-11-21T08:39:17Z') * 1e3
const END_US = Date.parse('2026-11-21T08:44:35Z') * 1e3
const QUERY: SearchQuery = {
  service: 'api-gateway',
  operation: null,
  tags: [],
  where: null,
  minDuration: '',
  maxDuration: '',
  window: { startUs: START_US, endUs: END_US },
  limit: 20,
  traceIds: [],
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(
      `${result.failure.kind}: ${result.failure.message} (${result.failure.detail}) ${result.failure.url}`,
    )
  return result.value
}
function failureOf(result: Result<unknown>): LoadFailure {
  if (result.ok) throw new Error('expected a failure')
  return result.failure
}
const foundBy = async (backend: Backend, query: Partial<SearchQuery>): Promise<SearchAnswer> =>
  valueOf(await backend.search({ ...QUERY, ...query }))

const DOCUMENTS = '662207646adce1456023969896f6a30b'

describe('probe', () => {
  test.each([
    ['Jaeger 2.20', () => serve(recordedBackend('jaeger-2.20'), NOT_FOUND), 'jaeger', 17],
    ['the coming Jaeger', () => serve(recordedBackend('jaeger-main'), NOT_FOUND), 'otlp', 17],
    ['Tempo', () => serve(recordedBackend('tempo'), NOT_FOUND), 'tempo', 17],
    ['Jaeger 2.13', () => serve(recordedJaeger(), PAGE), 'jaeger', 60],
  ])('%s', async (_, start, kind, atLeast) => {
    const { backend, services } = valueOf(await probeBackend(start().deps))
    expect(backend.kind).toBe(kind)
    expect(services.length).toBeGreaterThanOrEqual(atLeast)
    expect(services).toEqual(
      services.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base', numeric: true })),
    )
  })

  test('VictoriaTraces, below a path', async () => {
    const recorded = recordedBackend('victoria-traces').map((entry) => ({
      ...entry,
      path: `/select/jaeger${entry.path}`,
    }))
    const { deps, requests } = serve(recorded, NOT_FOUND)
    const { backend } = valueOf(await probeBackend({ ...deps, base: 'http://server/select/jaeger/' }))
    expect(backend.kind).toBe('jaeger')
    expect(requests).toEqual(['/select/jaeger/api/services'])
  })

  test('a server that only has pages is told as such', async () => {
    const failure = failureOf(await probeBackend(serve([], PAGE).deps))
    expect(failure).toMatchObject({ kind: 'html', status: 200 })
    expect(failure.message).toMatch(/web page/)
  })

  test('a failing server is not asked in other ways', async () => {
    const { deps, requests } = serve([], { status: 500, body: '{"errors":[{"code":500,"msg":"storage is down"}]}' })
    expect(failureOf(await probeBackend(deps))).toMatchObject({ kind: 'http', status: 500, detail: 'storage is down' })
    expect(requests).toHaveLength(1)
  })

  test('a server that is down', async () => {
    const down: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))
    expect(failureOf(await probeBackend({ ...serve([], PAGE).deps, fetch: down }))).toMatchObject({
      kind: 'network',
      status: null,
    })
  })
})

describe('Jaeger’s JSON API', () => {
  const { deps, requests, session } = serve(recordedJaeger(), PAGE)
  const jaeger = jaegerBackend(deps)

  test('operations of a service with an odd name', async () => {
    expect(valueOf(await jaeger.operations('__proto__')).length).toBeGreaterThan(0)
    expect(valueOf(await jaeger.operations('sök-tjänst-日本')).length).toBeGreaterThan(0)
    expect(valueOf(await jaeger.operations('api-gateway'))).toContainEqual({
      name: 'POST /api/documents',
      kind: 'server',
    })
  })

  test('a search asks as Jaeger wants it', async () => {
    await jaeger.search({
      ...QUERY,
      operation: 'GET /x',
      minDuration: '100ms',
      maxDuration: '1.5s',
      tags: [
        { key: 'error', value: 'true' },
        { key: 'n', value: '5' },
      ],
    })
    const url = new URL(requests.at(-1)!, 'http://x')
    expect(url.pathname).toBe('/api/traces')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      service: 'api-gateway',
      operation: 'GET /x',
      start: String(START_US),
      end: String(END_US),
      limit: '20',
      minDuration: '100ms',
      maxDuration: '1.5s',
      tags: '{"error":"true","n":"5"}',
    })
  })

  test('traces by id; the unknown one is a notice', async () => {
    const recorded = recordedJaeger().find(({ file }) => file.endsWith('traces-by-id-list-one-unknown.json'))!
    const traceIds = new URL(recorded.path, 'http://x').searchParams.getAll('traceID')
    const answer = await foundBy(jaeger, { traceIds })
    expect(answer.traces).toHaveLength(traceIds.length - 1)
    expect(answer.notices.join()).toMatch(/not found.*0000000000000001/)
    const opened = await session.openTrace(
      { url: 'http://nowhere/', traceId: answer.traces[0].traceId },
      { clocks: 'auto', minGapUs: null },
      't',
      () => {},
    )
    expect(valueOf(opened).trace.length).toBe(answer.traces[0].spanCount)
  })

  test('dependencies', async () => {
    const recorded = recordedJaeger().find(({ file }) => file.endsWith('/dependencies.json'))!
    const search = new URL(recorded.path, 'http://x').searchParams
    const dependencies = valueOf(await jaeger.dependencies(Number(search.get('endTs')), Number(search.get('lookback'))))
    expect(dependencies!.length).toBeGreaterThan(20)
    expect(dependencies![0]).toEqual({
      parent: expect.any(String),
      child: expect.any(String),
      callCount: expect.any(Number),
    })
  })

  test('a trace’s address has the id as Jaeger shows it', () => {
    expect(jaeger.traceRequest('00000000000000005af7183fb1d4cf5f', null)).toEqual({
      url: 'http://server/api/traces/5af7183fb1d4cf5f',
      traceId: '00000000000000005af7183fb1d4cf5f',
    })
  })
})

describe('every recorded answer of Jaeger 2.13', () => {
  const answers = recordedJaeger().filter(({ path }) => /^\/api\/traces\?/.test(path))
  test.each(answers.map((entry) => [entry.file, entry] as const))(
    '%s is read or refused, not thrown',
    async (_, entry) => {
      const { deps } = serve([entry], PAGE)
      const result = await deps.searchTraces({ url: `http://server${entry.path}`, traceId: null }, {})
      expect(result.ok).toBe(entry.status === 200)
      if (!result.ok)
        expect(result.failure).toMatchObject({ kind: 'http', status: entry.status, detail: expect.any(String) })
      else {
        const { data, errors } = JSON.parse(readText(entry.file)) as {
          data: { spans: unknown[] }[] | null
          errors: unknown[] | null
        }
        expect(result.value.traces.map(({ spanCount }) => spanCount)).toEqual(
          (data ?? []).map(({ spans }) => spans.length),
        )
        expect(result.value.notices).toHaveLength(errors?.length ?? 0)
      }
    },
  )
})

describe('Jaeger’s OTLP API', () => {
  test.each(['jaeger-2.20', 'jaeger-main'])('%s: summaries', async (name) => {
    const backend = otlpBackend(serve(recordedBackend(name), NOT_FOUND).deps)
    const { traces } = await foundBy(backend, {})
    const checkout = traces.find(({ traceId }) => traceId === '302bfc7002210266c9f8367ee1cd97c6')
    expect(checkout).toMatchObject({
      rootService: 'api-gateway',
      rootOperation: 'POST /api/checkout',
      startUs: 1795250457553773,
      durationUs: 809882,
      spanCount: 61,
      errorCount: 2,
      unexplainedUs: null,
      complete: false,
    })
    expect(checkout!.services[0].spanCount).toBeGreaterThanOrEqual(checkout!.services[1].spanCount)
    expect(valueOf(await backend.operations('api-gateway')).map((operation) => operation.name)).toContain(
      'POST /api/documents',
    )
  })

  test('none found is an empty list', async () => {
    // The recorded request had no depth.
    const recorded = recordedBackend('jaeger-2.20').map((entry) => ({
      ...entry,
      path: entry.path.includes('nope') ? `${entry.path}&query.searchDepth=20` : entry.path,
    }))
    const backend = otlpBackend(serve(recorded, NOT_FOUND).deps)
    expect(await foundBy(backend, { service: 'nope' })).toEqual({ traces: [], notices: [] })
  })

  test('2.13 has no summaries: whole traces, in snake case', async () => {
    const recorded = recordedJaeger()
    const asked = new URL(recorded.find(({ file }) => file.endsWith('/v3-search.json'))!.path, 'http://x').searchParams
    const window = {
      startUs: Date.parse(asked.get('query.start_time_min')!) * 1e3,
      endUs: Date.parse(asked.get('query.start_time_max')!) * 1e3,
    }
    const { deps, requests } = serve(recorded, PAGE)
    const backend = otlpBackend(deps)
    const answer = await foundBy(backend, {
      service: asked.get('query.service_name'),
      window,
      limit: Number(asked.get('query.num_traces')),
    })
    expect(answer.traces.length).toBeGreaterThan(1)
    expect(answer.traces[0]).toMatchObject({ complete: true, unexplainedUs: expect.any(Number) })
    expect(requests.map((path) => path.replace(/\?.*/, ''))).toEqual(['/api/v3/trace-summaries', '/api/v3/traces'])
    await backend.search({ ...QUERY, service: 'nobody' })
    expect(requests.at(-1), 'the missing summaries are remembered').toMatch(/^\/api\/v3\/traces\?/)
  })

  test('traces by id are asked one by one', async () => {
    const { deps, requests } = serve(recordedBackend('jaeger-main'), NOT_FOUND)
    const answer = await foundBy(otlpBackend(deps), { traceIds: [DOCUMENTS, '0'.repeat(31) + '1'] })
    expect(answer.traces.map(({ traceId, spanCount }) => [traceId, spanCount])).toEqual([[DOCUMENTS, 27]])
    expect(answer.notices).toEqual([`${'0'.repeat(31)}1: trace not found`])
    expect(requests).toHaveLength(2)
  })

  test('errors say what the server said', async () => {
    const path = '/api/v3/trace-summaries?x=1'
    const { deps } = serve([{ path, status: 400, contentType: 'text/plain', file: 'backends/jaeger-2.20/10.json' }], {
      status: 400,
      body: readText('backends/jaeger-2.20/10.json'),
    })
    expect(failureOf(await otlpBackend(deps).search(QUERY))).toMatchObject({
      kind: 'http',
      status: 400,
      detail: 'query.startTimeMin and query.startTimeMax are required',
    })
  })
})

describe('Tempo', () => {
  const { deps, session } = serve(recordedBackend('tempo'), NOT_FOUND)
  const tempo = tempoBackend(deps)
  const window = { startUs: 1795247771e6, endUs: 1795251431e6 }

  test('a search', async () => {
    const { traces } = await foundBy(tempo, { window })
    const recorded = JSON.parse(readText('backends/tempo/09.json')) as { traces: { traceID: string }[] }
    expect(traces.map(({ traceId }) => traceId)).toEqual(
      recorded.traces.map(({ traceID }) => traceID.padStart(32, '0')),
    )
    expect(traces[0]).toMatchObject({
      rootService: 'api-gateway',
      durationUs: 212_000,
      startUs: 1795251248708281,
      complete: false,
    })
  })

  test('operations, and no dependencies', async () => {
    expect(valueOf(await tempo.operations('api-gateway')).map(({ name }) => name)).toContain('POST /api/checkout')
    expect(valueOf(await tempo.dependencies(0, 0))).toBeNull()
  })

  test('a trace, and an unknown one', async () => {
    const open = (traceId: string) =>
      session.openTrace(tempo.traceRequest(traceId, null), { clocks: 'auto', minGapUs: null }, 't', () => {})
    expect(valueOf(await open(DOCUMENTS)).trace.length).toBe(27)
    expect(failureOf(await open(`${'0'.repeat(31)}1`))).toMatchObject({ kind: 'not-found', status: 404 })
  })

  test.each<[string, TagPair[], string]>([
    ['text', [{ key: 'http.method', value: 'GET' }], '.http.method="GET"'],
    [
      'a number may be stored as either',
      [{ key: 'http.status_code', value: '500' }],
      '(.http.status_code="500" || .http.status_code=500)',
    ],
    ['errors', [{ key: 'error', value: 'true' }], 'status=error'],
    ['quotes', [{ key: 'my key', value: 'a "b" \\' }], '."my key"="a \\"b\\" \\\\"'],
  ])('TraceQL: %s', (_, tags, condition) => {
    expect(traceQl({ ...QUERY, tags }, { events: false })).toBe(`{resource.service.name="api-gateway" && ${condition}}`)
  })

  test('TraceQL: a tag may be a field of an event', () => {
    const tags = [{ key: 'exception.type', value: 'IOError' }]
    expect(traceQl({ ...QUERY, tags }, { events: true })).toBe(
      '{resource.service.name="api-gateway" && (.exception.type="IOError" || event.exception.type="IOError")}',
    )
  })

  describe('one from before 2.6 cannot read a query about events', () => {
    const asked: string[] = []
    const old = tempoBackend({
      base: 'http://tempo/',
      searchTraces: deps.searchTraces,
      fetch: async (input) => {
        const q = new URL(String(input)).searchParams.get('q')!
        asked.push(q)
        return q.includes('event.') ? new Response('parse error', { status: 400 }) : Response.json({ traces: [] })
      },
    })

    test('it is asked without, and that is said', async () => {
      const { notices } = await foundBy(old, { tags: [{ key: 'a', value: 'x' }] })
      expect(notices).toEqual([expect.stringContaining('not on events')])
      expect(asked).toHaveLength(2)
    })

    test('it is not tried again, and further conditions are left to the page', async () => {
      asked.length = 0
      expect((await foundBy(old, { where: parseCondition('a exists') })).whereApplied).toBe(false)
      expect(asked).toEqual(['{resource.service.name="api-gateway"}'])
    })
  })

  test('a query that is refused either way is a failure', async () => {
    const fetch = async () => new Response('max traces is 5', { status: 400 })
    const refusing = tempoBackend({ base: 'http://tempo/', searchTraces: deps.searchTraces, fetch })
    expect(failureOf(await refusing.search({ ...QUERY, tags: [{ key: 'a', value: 'x' }] })).status).toBe(400)
  })
})

describe('VictoriaTraces', () => {
  const { deps, session } = serve(recordedBackend('victoria-traces'), NOT_FOUND)
  const backend = jaegerBackend(deps)

  test('operations without kinds', async () => {
    expect(valueOf(await backend.operations('api-gateway'))).toContainEqual({ name: 'POST /api/documents', kind: null })
  })

  test('it does not count dependencies', async () => {
    expect(valueOf(await backend.dependencies(1795250675446, 86_400_000))).toBeNull()
  })

  test('an unknown trace is an empty list there', async () => {
    const open = (traceId: string) =>
      session.openTrace(backend.traceRequest(traceId, null), { clocks: 'auto', minGapUs: null }, 't', () => {})
    expect(valueOf(await open(DOCUMENTS)).trace.length).toBe(27)
    expect(failureOf(await open(`${'0'.repeat(31)}1`))).toMatchObject({ kind: 'not-found', status: 200 })
  })
})

describe('every recorded answer goes through the adapter that would ask for it', () => {
  const servers = ['jaeger-2.20', 'jaeger-main', 'tempo', 'victoria-traces']
  const recordings = servers.flatMap((name) => recordedBackend(name).map((entry) => [name, entry] as const))

  /** Asks as the page would, whatever the address: the one answer is the recorded one. */
  async function ask(entry: Recorded): Promise<Result<unknown>> {
    const headers: Record<string, string> = entry.contentType === null ? {} : { 'content-type': entry.contentType }
    const body = readText(entry.file)
    const fake: typeof fetch = async () => new Response(body, { status: entry.status, headers })
    const session = createSession({ budgetBytes: 1e9, fetch: fake })
    const deps: BackendDeps = {
      base: 'http://server/',
      fetch: fake,
      searchTraces: (request) => session.search(request, 't', () => {}),
    }
    const { pathname } = new URL(entry.path, 'http://server')
    const id = /traces\/([0-9a-z]+)$/.exec(pathname)?.[1]
    if (id) {
      const request = { url: `http://server${pathname}`, traceId: /^[0-9a-f]+$/.test(id) ? id : null }
      return session.openTrace(request, { clocks: 'auto', minGapUs: null }, 't', () => {})
    }
    if (pathname.endsWith('/dependencies')) return jaegerBackend(deps).dependencies(0, 0)
    if (pathname === '/api/v3/services') return otlpBackend(deps).services()
    if (pathname === '/api/v3/operations') return otlpBackend(deps).operations('x')
    if (pathname === '/api/v3/traces')
      return deps.searchTraces({ url: `http://server${entry.path}`, traceId: null }, {})
    if (pathname.startsWith('/api/v3/')) return otlpBackend(deps).search(QUERY)
    if (pathname.endsWith('/operations')) return jaegerBackend(deps).operations('x')
    if (pathname === '/api/services') return jaegerBackend(deps).services()
    if (pathname === '/api/traces') return jaegerBackend(deps).search(QUERY)
    if (pathname === '/api/search') return tempoBackend(deps).search(QUERY)
    return tempoBackend(deps).services()
  }

  /** What a server says with 200 is an answer, and an error's status a failure, but for these. */
  const OTHERWISE: Record<string, boolean> = {
    // Counts no calls: said by 400.
    'victoria-traces /api/dependencies': true,
    // An unknown trace is an empty list there.
    'victoria-traces /api/traces/00000000000000000000000000000001': false,
    // Nothing found is 404.
    'jaeger-2.20 /api/v3/traces?nope': true,
    'jaeger-main /api/v3/traces?nope': true,
    // Not what the page asks for.
    'tempo /api/echo': false,
    'tempo /api/search/tags': false,
    'tempo /api/v2/search/tags': false,
    'tempo /api/status/buildinfo': false,
  }

  test.each(recordings.map(([name, entry]) => [name, entry.path, entry] as const))('%s %s', async (name, _, entry) => {
    const { pathname, search } = new URL(entry.path, 'http://server')
    const key = `${name} ${pathname}${search.includes('nope') && pathname === '/api/v3/traces' ? '?nope' : ''}`
    const result = await ask(entry)
    expect(result.ok, result.ok ? '' : JSON.stringify(result.failure)).toBe(OTHERWISE[key] ?? entry.status === 200)
    if (!result.ok) expect(result.failure.message).not.toBe('')
  })

  test('the same trace is the same in every server’s format', async () => {
    const shapes = await Promise.all(
      servers.map(async (name) => {
        const entry = recordedBackend(name).find(({ path }) => path.endsWith(`/api/traces/${DOCUMENTS}`))!
        const { trace } = valueOf((await ask(entry)) as Result<{ trace: Trace }>)
        return [...trace.nameId].map(
          (id, span) => `${trace.depth[span]} ${trace.names[id]} ${trace.endUs[span] - trace.startUs[span]}`,
        )
      }),
    )
    expect(shapes[0]).toHaveLength(27)
    for (const shape of shapes) expect(shape).toEqual(shapes[0])
  })
})

describe('conditions that Tempo can apply itself', () => {
  const where = (text: string, events = true) => traceQl({ ...QUERY, where: parseCondition(text) }, { events })
  test.each([
    ['n>=5', '(.n >= 5 || event.n >= 5)'],
    ['a~"^x"', '(.a =~ ".*(^x).*" || event.a =~ ".*(^x).*")'],
    ['a exists', '(.a != nil || event.a != nil)'],
    [
      'a=x OR b!=5',
      '((.a="x" || event.a="x") || ((.b != nil && !((.b="5" || .b=5))) || (event.b != nil && !((event.b="5" || event.b=5)))))',
    ],
  ])('%s', (text, condition) => {
    expect(where(text)).toBe(`{resource.service.name="api-gateway" && ${condition}}`)
  })

  test('what is denied of the whole trace is left to the page, and all when events cannot be asked for', () => {
    expect(where('NOT a=x')).toBe('{resource.service.name="api-gateway"}')
    expect(where('a exists', false)).toBe('{resource.service.name="api-gateway"}')
  })
})
