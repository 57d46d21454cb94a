import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'

export interface RealJaeger {
  /** Its query API's address, base path included. */
  readonly url: string
  /** Where OTLP over HTTP goes: `…/v1/traces`. */
  readonly otlpUrl: string
  readonly stop: () => Promise<void>
}

export interface JaegerOptions {
  readonly binary: string
  /** A path such as `/jaeger`, below which it serves. */
  readonly basePath?: string
  /** Serves this built page in place of its own. */
  readonly assetsFolder?: string
  /** Its `ui.config_file`. */
  readonly uiConfigFile?: string
}

const START_MS = 60_000

/** Starts a Jaeger v2 with memory storage, everything on free ports of 127.0.0.1, and waits until it answers. */
export async function startJaeger(options: JaegerOptions): Promise<RealJaeger> {
  const [query, grpc, otlpHttp] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-jaeger-'))
  const configFile = join(folder, 'config.yaml')
  writeFileSync(configFile, configOf(options, query, grpc, otlpHttp))
  const child = spawn(options.binary, ['--config', configFile], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)))
  }
  const url = `http://127.0.0.1:${query}${options.basePath ?? ''}`
  const stop = async () => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const answers = await waitFor(START_MS, async () => {
    if (child.exitCode !== null) throw new Error(`Jaeger ended with ${child.exitCode}:\n${output.slice(-2_000)}`)
    return isJson(await fetch(`${url}/api/services`))
  })
  if (!answers) {
    await stop()
    throw new Error(`Jaeger does not answer at ${url}:\n${output.slice(-2_000)}`)
  }
  return { url, otlpUrl: `http://127.0.0.1:${otlpHttp}/v1/traces`, stop }
}

function configOf(options: JaegerOptions, query: number, grpc: number, otlpHttp: number): string {
  const ui = [
    ...(options.assetsFolder ? [`      assets_path: ${JSON.stringify(options.assetsFolder)}`] : []),
    ...(options.uiConfigFile ? [`      config_file: ${JSON.stringify(options.uiConfigFile)}`] : []),
  ]
  return [
    'service:',
    '  extensions: [jaeger_storage, jaeger_query]',
    '  pipelines:',
    '    traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}',
    '  telemetry:',
    '    metrics: {level: none}',
    '    logs: {level: warn}',
    'extensions:',
    '  jaeger_storage:',
    '    backends:',
    '      recent: {memory: {max_traces: 100000}}',
    '  jaeger_query:',
    '    storage: {traces: recent}',
    '    max_clock_skew_adjust: 0s',
    ...(options.basePath ? [`    base_path: ${options.basePath}`] : []),
    ...(ui.length > 0 ? ['    ui:', ...ui] : []),
    `    http: {endpoint: "127.0.0.1:${query}"}`,
    `    grpc: {endpoint: "127.0.0.1:${grpc}"}`,
    'receivers:',
    '  otlp:',
    '    protocols:',
    `      http: {endpoint: "127.0.0.1:${otlpHttp}", max_request_body_size: 104857600}`,
    'exporters:',
    '  jaeger_storage_exporter: {trace_storage: recent}',
    '',
  ].join('\n')
}

/** Sends an OTLP request as JSON; `what` names it when it is refused. */
export async function sendOtlp(jaeger: RealJaeger, body: string, what: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(jaeger.otlpUrl, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`Jaeger refused ${what}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
}

interface IndexEntry {
  readonly path: string
  readonly traces: readonly { readonly traceID: string; readonly otlp: string }[]
}

/**
 * Loads every recorded trace below `folder` into a Jaeger, its times moved so that each ends within the last half hour; what was
 * recorded together moves together. Left out: what makes whole searches fail there (a NaN attribute). Ids stay. Resolves once all
 * of them can be read back. `only`: of those paths alone.
 */
export async function loadRecordedTraces(
  jaeger: RealJaeger,
  folder: string,
  only: readonly string[] | null = null,
): Promise<number> {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as IndexEntry[]
  const variants = index.filter(
    ({ path }) => path !== 'odd-values/not-a-number' && (only === null || only.includes(path)),
  )
  const nowUs = Date.now() * 1000
  const ids: string[] = []
  // The youngest goes in last: of several that answer a search, the memory storage gives those first that came last.
  for (const [slot, { path, traces }] of [...variants.entries()].reverse()) {
    const bodies = traces.map(({ otlp }) => readResult(join(folder, path, otlp)))
    const endUs = Math.max(...bodies.map(usualEndUs))
    const shiftUs = nowUs - (30 + slot * 15) * 1_000_000 - endUs
    for (const body of bodies) {
      const moved = moveTimes(body, shiftUs, endUs)
      await sendOtlp(jaeger, moved, path)
    }
    ids.push(...traces.map(({ traceID }) => traceID))
  }
  const missing = new Set(ids)
  const complete = await waitFor(30_000, async () => {
    for (const id of missing) if (isJson(await fetch(`${jaeger.url}/api/traces/${id}`))) missing.delete(id)
    return missing.size === 0
  })
  if (!complete) throw new Error(`Jaeger did not store ${[...missing].join(', ')}`)
  return ids.length
}

/** The `result` of a recorded `/api/v3/traces/{id}`: a valid OTLP request. */
function readResult(file: string): string {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.slice('{"result":'.length, text.lastIndexOf('}'))
}

const NEARBY_US = 30 * 24 * 3600 * 1_000_000
const TIME = /"((?:startT|endT|t)imeUnixNano)":"(\d+)"/g

function usualEndUs(body: string): number {
  const timesUs = [...body.matchAll(TIME)].map((match) => Number(BigInt(match[2]) / 1000n)).sort((a, b) => a - b)
  const middle = timesUs[timesUs.length >> 1]
  return timesUs.findLast((timeUs) => Math.abs(timeUs - middle) < NEARBY_US) ?? middle
}

/** Oddities (1970, 2100) stay where they are. */
function moveTimes(body: string, shiftUs: number, aroundUs: number): string {
  return body.replace(TIME, (whole, name: string, digits: string) => {
    const ns = BigInt(digits)
    if (Math.abs(Number(ns / 1000n) - aroundUs) > NEARBY_US) return whole
    return `"${name}":"${ns + BigInt(shiftUs) * 1000n}"`
  })
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

async function waitFor(limitMs: number, isDone: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + limitMs
  while (Date.now() < until) {
    try {
      if (await isDone()) return true
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('Jaeger ended')) throw error
    }
    await sleep(150)
  }
  return false
}

/** By content type: a Jaeger answers what it does not know with its page and 200. */
const isJson = (answer: Response) => answer.ok && (answer.headers.get('content-type') ?? '').includes('json')

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(timer)
}
