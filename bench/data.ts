import fs from 'node:fs'
import path from 'node:path'
import { generateTrace, type GeneratedTrace } from './generateTrace.ts'
import { otlpBodyOf } from './otlpBody.ts'
import { createRandom, parseSize } from './random.ts'
import { OPERATIONS, OPERATIONS_AFTER_DEPLOY, ROOTS } from './system.ts'

const SEED = 42
const HOUR_US = 3600e6

export interface TraceFile {
  file: string
  bytes: number
  traceID: string
  spans: number
  needles: number
  startUs: number
  durationUs: number
}

export interface DataIndex {
  /** By size (`10k`), `10k-b` for the other side of a comparison, `10k-skew` with a clock that is off. */
  traces: Record<string, TraceFile>
  /** Some of these traces as the OTLP API answers, by size. */
  otlp: Record<string, TraceFile>
  search: TraceFile[]
  /** By number of services. */
  dependencies: Record<string, { file: string; edges: number }>
  operations: Record<string, { name: string; spanKind: string }[]>
}

export interface DataWanted {
  traces: readonly string[]
  /** Sizes of traces with one service's clock off: `10k-skew`. */
  skewed?: readonly string[]
  /** Sizes of traces that the OTLP API is to answer with, too. */
  otlp?: readonly string[]
  compare: readonly string[]
  /** Number of traces of the search corpus. */
  search: number
  dependencies: readonly string[]
}

const envelope = ['{"data":[', '],"total":0,"limit":0,"offset":0,"errors":null}'] as const

/** Writes in pieces: the largest traces are longer than a JavaScript string can be. Returns the bytes written. */
function writePieces(file: string, pieces: Iterable<string>): number {
  const fd = fs.openSync(file, 'w')
  let buffer = ''
  let bytes = 0
  const flush = () => {
    bytes += fs.writeSync(fd, buffer)
    buffer = ''
  }
  for (const piece of pieces) {
    buffer += piece
    if (buffer.length > 4e6) flush()
  }
  flush()
  fs.closeSync(fd)
  return bytes
}

function* jaegerBodyOf(trace: GeneratedTrace, wrap: boolean): Generator<string> {
  yield `${wrap ? envelope[0] : ''}{"traceID":"${trace.traceID}","spans":[`
  for (const [i, json] of trace.spans.entries()) yield i === 0 ? json : `,${json}`
  const processes = Object.fromEntries(trace.processes.map((process) => [process.id, process.json]))
  yield `],"processes":${JSON.stringify(processes)},"warnings":null}${wrap ? envelope[1] : ''}`
}

/** Two callees per service in a small system, five in one of 1,000. */
const edgesFor = (services: number) => Math.round(services * (2 + (3 * Math.min(services, 1000)) / 1000))

/** A layered service graph with a few hubs and no cycles. */
function generateDependencies(services: number, seed: number) {
  const random = createRandom(seed)
  const name = (i: number) => `svc-${String(i).padStart(4, '0')}`
  const seen = new Set<string>()
  const edges: { parent: string; child: string; callCount: number }[] = []
  const add = (parent: number, child: number) => {
    const key = `${parent}>${child}`
    if (parent === child || seen.has(key)) return
    seen.add(key)
    edges.push({ parent: name(parent), child: name(child), callCount: 1 + Math.floor(Math.exp(random() * 12)) })
  }
  for (let i = 1; i < services; i++) add(Math.floor(random() ** 1.6 * i), i)
  while (edges.length < edgesFor(services)) {
    const parent = Math.floor(random() * (services - 1))
    add(parent, Math.min(services - 1, parent + 1 + Math.floor(random() ** 2 * (services - parent))))
  }
  return edges
}

function shuffledOrder(count: number): number[] {
  const order = [...Array(count).keys()]
  const random = createRandom(SEED + 99)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

/** Makes what is wanted and not there yet in `folder`, and returns the index of it all. Deterministic: the same bytes everywhere. */
export function ensureData(folder: string, wanted: DataWanted): DataIndex {
  fs.mkdirSync(path.join(folder, 'search'), { recursive: true })
  const indexFile = path.join(folder, 'index.json')
  const index: DataIndex = fs.existsSync(indexFile)
    ? JSON.parse(fs.readFileSync(indexFile, 'utf8'))
    : { traces: {}, otlp: {}, search: [], dependencies: {}, operations: listOperations() }
  // Made before there were any.
  index.otlp ??= {}
  forgetMissing(folder, index)
  const save = (file: string, trace: GeneratedTrace, wrap: boolean): TraceFile => ({
    file,
    bytes: writePieces(path.join(folder, file), jaegerBodyOf(trace, wrap)),
    traceID: trace.traceID,
    spans: trace.spans.length,
    needles: trace.needleCount,
    startUs: trace.startUs,
    durationUs: trace.durationUs,
  })
  for (const size of new Set([...wanted.traces, ...wanted.compare])) {
    const spanCount = parseSize(size)
    index.traces[size] ??= save(`trace-${size}.json`, generateTrace({ spanCount, seed: SEED + spanCount }), true)
  }
  for (const size of wanted.skewed ?? []) {
    const spanCount = parseSize(size)
    const skew = { service: 'inventory', us: 40_000 }
    index.traces[`${size}-skew`] ??= save(
      `trace-${size}-skew.json`,
      generateTrace({ spanCount, seed: SEED + 11 + spanCount, skew }),
      true,
    )
  }
  for (const size of wanted.otlp ?? []) {
    const file = `trace-${size}-otlp.json`
    const jaeger = index.traces[size]
    index.otlp[size] ??= {
      ...jaeger,
      file,
      bytes: writePieces(path.join(folder, file), otlpBodyOf(fs.readFileSync(path.join(folder, jaeger.file)))),
    }
  }
  for (const size of wanted.compare) {
    const spanCount = parseSize(size)
    const after = { operations: OPERATIONS_AFTER_DEPLOY, startUs: index.traces[size].startUs + HOUR_US }
    index.traces[`${size}-b`] ??= save(
      `trace-${size}-b.json`,
      generateTrace({ spanCount, seed: SEED + 7 + spanCount, ...after }),
      true,
    )
  }
  if (index.search.length < wanted.search) {
    const order = shuffledOrder(wanted.search)
    const firstUs = Date.UTC(2026, 0, 15, 9, 0, 0) * 1000
    index.search = order.map((rank, i) => {
      // 20 to 1,000 spans, about 300 on average, skewed to the right
      const spanCount = Math.round(20 + 980 * ((rank + 0.5) / wanted.search) ** 2.5)
      const seed = SEED + 7000001 + i * 13
      const trace = generateTrace({ spanCount, seed, loop: 0, root: ROOTS[i % 3], startUs: firstUs + i * 17e6 })
      return save(`search/${trace.traceID}.json`, trace, false)
    })
  }
  for (const services of wanted.dependencies) {
    if (index.dependencies[services]?.edges === edgesFor(Number(services))) continue
    const edges = generateDependencies(Number(services), SEED + Number(services))
    const file = `deps-${services}.json`
    fs.writeFileSync(
      path.join(folder, file),
      JSON.stringify({ data: edges, total: 0, limit: 0, offset: 0, errors: null }),
    )
    index.dependencies[services] = { file, edges: edges.length }
  }
  fs.writeFileSync(indexFile, JSON.stringify(index, null, 1))
  return index
}

/** What the index tells of but is not in the folder (or was not written to its end) is made anew. */
function forgetMissing(folder: string, index: DataIndex): void {
  const isThere = ({ file, bytes }: TraceFile) =>
    fs.statSync(path.join(folder, file), { throwIfNoEntry: false })?.size === bytes
  for (const traces of [index.traces, index.otlp])
    for (const [name, trace] of Object.entries(traces)) if (!isThere(trace)) delete traces[name]
  if (!index.search.every(isThere)) index.search = []
  for (const [services, { file }] of Object.entries(index.dependencies)) {
    if (!fs.existsSync(path.join(folder, file))) delete index.dependencies[services]
  }
}

function listOperations(): DataIndex['operations'] {
  const byService = new Map<string, { name: string; spanKind: string }[]>()
  for (const operation of Object.values(OPERATIONS)) {
    const list = byService.get(operation.svc) ?? []
    list.push({ name: operation.name, spanKind: operation.rpc === 'kafka' ? 'consumer' : 'server' })
    byService.set(operation.svc, list)
  }
  byService.set(
    'frontend-web',
    ROOTS.map((root) => ({ name: root.name, spanKind: 'server' })),
  )
  byService.set(
    'api-gateway',
    ROOTS.map((root) => ({ name: root.gw, spanKind: 'server' })),
  )
  return Object.fromEntries([...byService].sort(([a], [b]) => (a < b ? -1 : 1)))
}
