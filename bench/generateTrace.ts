import { createRandom } from './random.ts'
import { OPERATIONS, ROOTS, type Operation } from './system.ts'

const EPOCH_US = Date.UTC(2026, 0, 15, 9, 0, 0) * 1000 // fixed, so that files are reproducible
const LANGUAGES = ['go', 'java', 'python', 'nodejs', 'dotnet']
const NEEDLE_EVERY = 100
/** The tag value that every hundredth span carries, for find. */
export const NEEDLE = 'needle-7f3a'

interface Process {
  id: string
  json: { serviceName: string; tags: { key: string; type: string; value: string }[] }
}

interface OpenSpan {
  order: number
  id: string
  service: string
  name: string
  parent: OpenSpan | null
  start: number
  process: Process
  depth: number
  refType: string
}

type Tag = { key: string; type: string; value: string | number | boolean }
const text = (key: string, value: string): Tag => ({ key, type: 'string', value })
const integer = (key: string, value: number): Tag => ({ key, type: 'int64', value })

export interface GeneratedTrace {
  traceID: string
  /** JSON of each span, in arrival (end time) order. */
  spans: string[]
  processes: Process[]
  startUs: number
  durationUs: number
  errorCount: number
  needleCount: number
  rootService: string
  rootOperation: string
}

export interface GenerateOptions {
  spanCount: number
  seed: number
  operations?: Record<string, Operation>
  root?: (typeof ROOTS)[number]
  loop?: number
  startUs?: number
  /** A service whose clock is off, and by how much. */
  skew?: { service: string; us: number }
}

/**
 * One bulk request: root -> gateway -> one N+1 loop of sibling DB spans, then batches in four overlapping lanes, each a
 * sequence of checkouts and page views. 6-10 tags a span, logs on about 10 %, errors on about 1 %, asynchronous consumers
 * that outlive their parents, uninstrumented gaps.
 */
export function generateTrace(options: GenerateOptions): GeneratedTrace {
  const { spanCount, seed, operations = OPERATIONS, root = ROOTS[0], loop = 500, startUs = EPOCH_US, skew } = options
  const random = createRandom(seed)
  const hex = (length: number) => {
    let digits = ''
    while (digits.length < length) digits += ((random() * 0x100000000) >>> 0).toString(16).padStart(8, '0')
    return digits.slice(0, length)
  }
  /** Log-normal-like, median in ms, result in µs. */
  const about = (medianMs: number) => medianMs * Math.exp((random() + random() + random() - 1.5) * 1.1) * 1000
  const traceID = hex(32)
  const processes = new Map<string, Process>()
  const out: [endUs: number, json: string][] = []
  let opened = 0
  let errorCount = 0
  let needleCount = 0

  const pickProcess = (service: string): Process => {
    const instance = Math.floor(random() * 2)
    const key = `${service}#${instance}`
    const known = processes.get(key)
    if (known) return known
    const number = processes.size + 1
    const process: Process = {
      id: `p${number}`,
      json: {
        serviceName: service,
        tags: [
          { key: 'host.name', type: 'string', value: `${service}-${hex(5)}` },
          { key: 'ip', type: 'string', value: `10.4.${number}.${10 + instance}` },
          { key: 'service.version', type: 'string', value: `1.${number}.${instance}` },
          { key: 'telemetry.sdk.language', type: 'string', value: LANGUAGES[number % LANGUAGES.length] },
          { key: 'k8s.namespace.name', type: 'string', value: 'shop' },
        ],
      },
    }
    processes.set(key, process)
    return process
  }

  const open = (
    service: string,
    name: string,
    parent: OpenSpan | null,
    start: number,
    refType = 'CHILD_OF',
  ): OpenSpan => {
    const process = parent && parent.service === service ? parent.process : pickProcess(service)
    const depth = parent ? parent.depth + 1 : 0
    return { order: opened++, id: hex(16), service, name, parent, start: Math.round(start), process, depth, refType }
  }

  const close = (span: OpenSpan, end: number, kind: string, attributes: Tag[] = []): number => {
    const duration = Math.max(1, Math.round(end) - span.start)
    const failed = random() < 0.01
    const tags: Tag[] = [
      text('span.kind', kind),
      text('otel.scope.name', `io.shop.${span.service}`),
      integer('thread.id', 1 + Math.floor(random() * 64)),
      ...attributes,
    ]
    if ((span.order + 1) % NEEDLE_EVERY === 0) {
      tags.push(text('bench.marker', NEEDLE))
      needleCount++
    }
    if (failed) {
      errorCount++
      tags.push({ key: 'error', type: 'bool', value: true }, text('otel.status_code', 'ERROR'))
    }
    const extra = [
      text('deployment.environment.name', 'prod-eu-1'),
      integer('app.tenant', Math.floor(random() * 50)),
      text('app.request_id', hex(12)),
      text('app.feature_flag', random() < 0.5 ? 'on' : 'off'),
    ]
    const wanted = 6 + Math.floor(random() * 5)
    for (const tag of extra) if (tags.length < wanted) tags.push(tag)
    const logs: { timestamp: number; fields: Tag[] }[] = []
    if (failed) {
      logs.push({
        timestamp: span.start + Math.round(duration * 0.9),
        fields: [
          text('event', 'exception'),
          text('exception.type', 'TimeoutError'),
          text('exception.message', `deadline exceeded calling ${span.name}`),
        ],
      })
    } else if (random() < 0.09) {
      logs.push({
        timestamp: span.start + Math.round(duration * 0.5),
        fields: [text('event', 'cache.miss'), text('message', 'entry not found, falling back to origin')],
      })
    }
    const json = JSON.stringify({
      traceID,
      spanID: span.id,
      operationName: span.name,
      references: span.parent ? [{ refType: span.refType, traceID, spanID: span.parent.id }] : [],
      startTime: span.start + (span.service === skew?.service ? skew.us : 0),
      duration,
      tags,
      logs,
      processID: span.process.id,
      warnings: null,
    })
    out.push([span.start + duration, json])
    return span.start + duration
  }

  /** Runs the steps of `span` from time t on; returns when the last synchronous one ends. */
  const runSteps = (span: OpenSpan, steps: any[], t: number): number => {
    for (const step of steps) t = runStep(span, step, t)
    return t
  }

  const runStep = (span: OpenSpan, [kind, x, y, z]: any, t: number): number => {
    t += about(0.05)
    switch (kind) {
      case 'work':
        return t + about(x)
      case 'gap':
        return random() < y ? t + about(x) : t + about(0.1)
      case 'internal': {
        const child = open(span.service, x, span, t)
        return close(child, t + about(y), 'internal', [text('code.function.name', x)])
      }
      case 'db': {
        if (z !== undefined && random() > z) return t
        const child = open(span.service, y, span, t)
        return close(child, t + about(1.2), 'client', [
          text('db.system.name', x),
          text('db.operation.name', y.split(' ')[0]),
          text('db.query.text', `${y} WHERE id = ?`),
          text('peer.service', x),
        ])
      }
      case 'extern': {
        const child = open(span.service, y, span, t)
        return close(child, t + about(18), 'client', [
          text('peer.service', x),
          text('server.address', `${x}.example`),
          integer('http.response.status_code', 200),
          text('url.path', '/v2'),
        ])
      }
      case 'par': {
        let end = t
        for (const step of [x, y, z]) if (step) end = Math.max(end, runStep(span, step, t + about(0.1)))
        return end
      }
      case 'call':
        return y !== undefined && random() > y ? t : call(span, x, t)
      case 'async': {
        if (y !== undefined && random() > y) return t
        const child = open(span.service, `${x.split('.')[0]} publish`, span, t)
        const end = close(child, t + about(0.8), 'producer', [
          text('messaging.system', 'kafka'),
          text('messaging.destination.name', x),
        ])
        serve(x, child, end + about(25), 'FOLLOWS_FROM') // may outlive every ancestor
        return end
      }
      default:
        throw new Error(`unknown step ${kind}`)
    }
  }

  const serve = (key: string, parent: OpenSpan, t: number, refType?: string): number => {
    const operation = operations[key]
    const span = open(operation.svc, operation.name, parent, t, refType)
    const end = runSteps(span, operation.steps, t + about(0.1)) + about(0.15)
    const [method, route] = operation.name.split(' ')
    if (operation.rpc === 'http') {
      return close(span, end, 'server', [
        text('http.request.method', method),
        text('http.route', route),
        integer('http.response.status_code', 200),
      ])
    }
    if (operation.rpc === 'grpc') {
      return close(span, end, 'server', [
        text('rpc.system', 'grpc'),
        text('rpc.service', operation.name.split('/')[0]),
        integer('rpc.grpc.status_code', 0),
      ])
    }
    return close(span, end, 'consumer', [
      text('messaging.system', 'kafka'),
      integer('messaging.kafka.partition', Math.floor(random() * 12)),
    ])
  }

  const call = (span: OpenSpan, key: string, t: number): number => {
    const operation = operations[key]
    const client = open(span.service, operation.name, span, t)
    const end = serve(key, client, t + about(0.4))
    return close(client, end + about(0.4), 'client', [
      text('server.address', `${operation.svc}.shop.svc`),
      integer('server.port', 8080),
      text('network.protocol.name', operation.rpc),
    ])
  }

  const top = open(root.svc, root.name, null, startUs)
  const gatewayCall = open(root.svc, root.gw, top, startUs + about(0.5))
  const gateway = open('api-gateway', root.gw, gatewayCall, gatewayCall.start + about(0.6))
  let t = call(gateway, 'session.Verify', gateway.start + about(0.3))
  let end = t
  if (loop && spanCount > loop + 100) {
    const span = open('api-gateway', 'loadEligibility', gateway, t)
    let e = t
    for (let i = 0; i < loop; i++) e = runStep(span, ['db', 'postgresql', 'SELECT eligibility'], e)
    t = close(span, e + about(0.2), 'internal', [text('code.function.name', 'loadEligibility')])
  }
  const lanes = [t, t, t, t]
  const perBatch = Math.max(2, Math.round(Math.sqrt(spanCount / 45)))
  const enough = spanCount - 60 * 1.6 // 60 spans is what one item costs on average
  for (let batch = 0; opened < enough; batch++) {
    const lane = batch % 4
    const span = open('api-gateway', 'batch.process', gateway, lanes[lane] + about(1))
    let e = span.start + about(0.3)
    for (let i = 0; i < perBatch && opened < enough; i++) {
      e = call(span, root.items[Math.floor(random() * root.items.length)], e + about(i % 7 === 6 ? 12 : 0.4))
    }
    lanes[lane] = close(span, e + about(0.3), 'internal', [
      integer('batch.index', batch),
      integer('batch.size', perBatch),
    ])
    end = Math.max(end, lanes[lane])
  }
  if (opened < spanCount) {
    // leaf spans until the number is exact
    const flush = open('api-gateway', 'flush', gateway, end)
    let e = end
    while (opened < spanCount) e = runStep(flush, ['db', 'redis', 'SETEX result'], e)
    end = close(flush, e + about(0.2), 'internal')
  }
  const http = (name: string) => [text('http.request.method', 'POST'), text('http.route', name.split(' ')[1])]
  const gatewayEnd = close(gateway, end + about(0.5), 'server', [
    ...http(root.gw),
    integer('http.response.status_code', 200),
  ])
  const clientEnd = close(gatewayCall, gatewayEnd + about(0.5), 'client', [
    text('http.request.method', 'POST'),
    integer('http.response.status_code', 200),
  ])
  close(top, clientEnd + about(1), 'server', [
    text('http.request.method', root.name.split(' ')[0]),
    text('http.route', root.name.split(' ')[1]),
    text('user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64)'),
  ])
  out.sort((a, b) => a[0] - b[0]) // arrival order: a span is reported when it ends
  return {
    traceID,
    spans: out.map(([, json]) => json),
    processes: [...processes.values()],
    startUs,
    durationUs: out.at(-1)![0] - startUs,
    errorCount,
    needleCount,
    rootService: root.svc,
    rootOperation: root.name,
  }
}
