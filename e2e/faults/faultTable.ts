import type { Misbehaviour } from './faultyProxy.ts'

export const PAGES = ['search', 'trace', 'compare', 'dependencies'] as const
export type PageName = (typeof PAGES)[number]

/** One fault between the page and its backend, and what a reader then sees. `faults.spec.ts` tries each; docs/faults.md lists them. */
export interface Fault {
  readonly name: string
  readonly how: Misbehaviour
  /** In front of Lacuna's server, or between that server and the Jaeger it passes requests on to. */
  readonly where: 'page' | 'backend'
  /** What the page says: a part of its words, for all pages or for each that was tried. */
  readonly says: string | Partial<Record<PageName, string>>
  /** Only the requests for the page's own data, not those for services. */
  readonly ownOnly?: boolean
  /** The half minute that the page itself waits. */
  readonly slow?: boolean
}

const CUT = 'The body ends early'
const SHAPE = 'This is JSON, but neither Jaeger nor OpenTelemetry trace data.'
const NOT_JSON = 'The server’s answer is not JSON.'
const HTML =
  '<!doctype html><html><head><title>Sign in</title></head><body><form action="/login"></form><script>parent.hacked = true</script></body></html>'
const WEB_PAGE = 'web page instead of'
const BROKE = 'The connection broke before the answer was complete.'

const status = (code: number, says: string, retryAfter?: string): Fault => ({
  name: `status ${code}${retryAfter === undefined ? '' : ', `Retry-After`, on and on'}`,
  how: { kind: 'status', status: code, retryAfter },
  where: 'page',
  says,
})

export const FAULTS: readonly Fault[] = [
  {
    name: 'connection reset before an answer',
    how: { kind: 'reset' },
    where: 'page',
    says: 'The server does not answer.',
  },
  { name: 'connection reset mid-body', how: { kind: 'reset', bytes: 60 }, where: 'page', says: BROKE },
  {
    name: 'body cut in half, properly ended',
    how: { kind: 'cut', share: 0.5 },
    where: 'page',
    says: { search: CUT, trace: CUT, compare: CUT, dependencies: NOT_JSON },
  },
  {
    name: 'malformed JSON',
    how: { kind: 'body', text: '{"data": [{"traceID": }, "processes": {]}' },
    where: 'page',
    says: { search: 'not JSON', trace: 'not JSON', compare: 'not JSON', dependencies: NOT_JSON },
  },
  {
    name: 'JSON of another shape',
    how: { kind: 'body', text: '{"hello": ["world"]}' },
    where: 'page',
    says: { search: SHAPE, trace: SHAPE, compare: SHAPE, dependencies: 'JSON, but not the expected kind' },
  },
  {
    name: 'binary',
    how: { kind: 'body', text: '\u0000\u0001PNG\u0000\uFFFD', type: 'application/octet-stream' },
    where: 'page',
    says: 'JSON',
  },
  {
    name: 'empty body',
    how: { kind: 'body', text: '' },
    where: 'page',
    says: 'The server sent an empty answer.',
  },
  { name: 'HTML with status 200', how: { kind: 'body', text: HTML, type: 'text/html' }, where: 'page', says: WEB_PAGE },
  {
    name: 'HTML that says it is JSON',
    how: { kind: 'body', text: HTML },
    where: 'page',
    says: WEB_PAGE,
  },
  status(401, 'The server answered 401 Unauthorized: the proxy says 401.'),
  status(403, 'The server answered 403 Forbidden: the proxy says 403.'),
  {
    name: 'status 404 for every path',
    how: { kind: 'body', status: 404, text: '404 page not found', type: 'text/plain' },
    where: 'page',
    says: 'The server answered 404 Not Found: 404 page not found.',
  },
  status(429, 'The server answered 429 Too Many Requests: the proxy says 429.', '0'),
  status(500, 'The server answered 500 Internal Server Error: the proxy says 500.'),
  status(503, 'The server answered 503 Service Unavailable: the proxy says 503.', '0'),
  {
    name: 'backend down',
    how: { kind: 'down' },
    where: 'backend',
    says: 'cannot reach Jaeger at',
  },
  { name: 'backend resets mid-body', how: { kind: 'reset', bytes: 60 }, where: 'backend', says: BROKE },
  {
    name: 'backend answers with its page',
    how: { kind: 'body', text: HTML, type: 'text/html' },
    where: 'backend',
    says: WEB_PAGE,
  },
  { name: 'backend fails', how: { kind: 'status', status: 500 }, where: 'backend', says: 'the proxy says 500' },
  {
    name: 'silence',
    how: { kind: 'silence' },
    where: 'page',
    says: { trace: 'No answer within 30 seconds.', dependencies: 'No answer within 30 seconds.' },
    slow: true,
  },
  {
    name: 'stall mid-body',
    how: { kind: 'stall', bytes: 60 },
    where: 'page',
    says: {
      search: 'Nothing more came for 30 seconds.',
      dependencies: 'The answer was not complete within 30 seconds.',
    },
    ownOnly: true,
    slow: true,
  },
]

export const saysOn = ({ says }: Fault, page: PageName): string | undefined =>
  typeof says === 'string' ? says : says[page]

/** What is no plain answer of a proxy: each is a test of its own in `faults.spec.ts`, by its name. */
export const CIRCUMSTANCES = {
  'latency of 3 s': 'every page says that it waits, and Cancel is there; then the data comes',
  'silence, cancelled':
    'a trace and a search that are waited for are cancelled with one click, and asked for again with another',
  'backend restarts during a search':
    'the search says that it failed and keeps the form and the results before; one click is enough once the backend is back',
  'busy for a moment (429, 503)':
    'asked again after half a second, a second, two, or what `Retry-After` says; the page says so; no click is needed',
  'services fail, the rest works': 'the search form says so and offers to load them again; a trace opens all the same',
  offline: 'a search, and a page whose code is not here yet, say so; one click is enough once the network is back',
  'clock of the browser two hours ahead':
    'the search says by how much, and searches by the server’s clock on one click',
  'clock of the browser two hours behind':
    'the search says by how much, and searches by the server’s clock on one click',
  'clock of the browser in 1970': 'traces, comparisons and dependencies open, the search says that the clock is off',
  'storage denied (local, session, IndexedDB)': 'every page works; preferences last as long as the page',
  'storage full (local, session, IndexedDB)': 'every page works; preferences last as long as the page',
} as const

const cell = (text: string) => text.replaceAll('|', '\\|')

/** docs/faults.md, whole. */
export function formatFaultDoc(): string {
  const rows = FAULTS.map((fault) => {
    const said = PAGES.filter((page) => saysOn(fault, page) !== undefined)
    const texts = [...new Set(said.map((page) => saysOn(fault, page)!))]
    const says = texts.map((text) => {
      const pages = said.filter((page) => saysOn(fault, page) === text)
      return `“${text}”${pages.length === PAGES.length ? '' : ` (${pages.join(', ')})`}`
    })
    return `| ${cell(fault.name)} | ${fault.where === 'page' ? 'browser – Lacuna' : 'Lacuna – Jaeger'} | ${cell(says.join(' · '))} |`
  })
  const others = Object.entries(CIRCUMSTANCES).map(([name, happens]) => `| ${cell(name)} | ${cell(happens)} |`)
  return `# What was tried to break it

Each row is a test in [faults.spec.ts](../e2e/faults.spec.ts), in a real browser; this page is written from the same
[table](../e2e/faults/faultTable.ts). A proxy in between misbehaves, on every page that fetches (search, trace, compare, dependencies).

## Answers that go wrong

What happens each time: the page says what is below, with what to try and the request under *Details*; the rest of the page works; what was typed is
kept; and once the fault is over, one click on *Try again* brings the data. No blank page, no exception.

| fault | where | what the page says |
|---|---|---|
${rows.join('\n')}

## Circumstances

| tried | what happens |
|---|---|
${others.join('\n')}

## Bodies at random

10,000 mutations of the recorded bodies go through the reader ([fuzz.test.ts](../src/formats/fuzz.test.ts)) and 300 through the page
([fuzz.spec.ts](../e2e/fuzz.spec.ts)), the same ones each time: each gives a trace, or a message; none hangs, none throws.
`
}
