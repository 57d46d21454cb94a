import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ensureJaeger } from '../scripts/ensureJaeger.ts'
import { freePorts, sendOtlp, startJaeger, type RealJaeger } from '../scripts/realJaeger.ts'
import { readBytes } from '../src/formats/readBytes.ts'
import { writeOtlpJson } from '../src/formats/writeOtlpJson.ts'
import type { Bench, BenchOptions } from './bench.ts'
import { isComparisonReady } from './benchCompare.ts'
import { ensureData, type TraceFile } from './data.ts'
import { measureFetchAndParse } from './measureFloor.ts'
import { again, measureLoad } from './measureLoad.ts'
import { formatRatios, formatSpread, sleep, spreadOf } from './statistics.ts'

const PROJECT = path.join(import.meta.dirname, '..')

/** Runs inside the page: the first rows of a trace are there. */
const isTraceReady = () => document.querySelectorAll('[role=treegrid] [role=row]').length >= 10

/**
 * What people have: `lacuna serve` (the built command, with the page it was built with) beside a Jaeger with memory storage, all on one
 * machine. A trace, and two compared, against `fetch` and `response.json()` of the same from the same server.
 */
export const benchJaeger: Bench = { sizes: ['1k', '10k', '50k'], run }

async function run({ sizes, runs, data }: BenchOptions) {
  const index = ensureData(data, { traces: sizes, compare: sizes, search: 5, dependencies: ['30'] })
  const ensured = await ensureJaeger()
  if ('missing' in ensured) throw new Error(ensured.missing)
  const jaeger = await startJaeger({ binary: ensured.path })
  const rows: string[] = []
  const raw: Record<string, unknown> = {}
  try {
    const [port] = await freePorts(1)
    const args = [path.join(PROJECT, 'build/lacuna.mjs'), 'serve', '--port', `${port}`, '--jaeger', jaeger.url]
    const lacuna = spawn(process.execPath, args, { stdio: 'ignore' })
    try {
      const origin = `http://localhost:${port}`
      for (const size of sizes) {
        const sides = [index.traces[size], index.traces[`${size}-b`]]
        for (const side of sides) await store(jaeger, path.join(data, side.file), side)
        const ids = sides.map(({ traceID }) => traceID)
        const one: { floor: number[]; lacuna: number[] } = { floor: [], lacuna: [] }
        const two: { floor: number[]; lacuna: number[] } = { floor: [], lacuna: [] }
        for (let at = 0; at < runs; at++) {
          one.floor.push(await again(() => measureFetchAndParse(origin, ids.slice(0, 1))))
          one.lacuna.push(
            await again(async () => (await measureLoad(`${origin}/trace/${ids[0]}`, isTraceReady)).readyMs),
          )
          two.floor.push(await again(() => measureFetchAndParse(origin, ids)))
          two.lacuna.push(
            await again(
              async () => (await measureLoad(`${origin}/trace/${ids.join('...')}`, isComparisonReady)).readyMs,
            ),
          )
          process.stderr.write(`${size} run ${at + 1}/${runs}\n`)
        }
        raw[size] = { one, two }
        const cells = [one, two].map(
          ({ floor, lacuna: own }) =>
            `${formatSpread(spreadOf(floor))} | ${formatSpread(spreadOf(own))} | ${formatRatios(own, floor)}`,
        )
        rows.push(`| ${size} | ${cells.join(' | ')} |`)
      }
    } finally {
      lacuna.kill('SIGTERM')
    }
  } finally {
    await jaeger.stop()
  }
  const head = [
    '| spans | fetch + json() of one, ms | its rows, ms | ratio | of two | comparison usable | ratio |',
    '|---|---|---|---|---|---|---|',
  ]
  return {
    tables: `### On a real Jaeger: median [min–max] of ${runs} fresh browsers\n\n${[...head, ...rows].join('\n')}`,
    raw,
  }
}

/** Sends a generated trace to a Jaeger, and waits until all of it comes back. */
async function store(jaeger: RealJaeger, file: string, { traceID, spans }: TraceFile): Promise<void> {
  const read = readBytes(fs.readFileSync(file))
  if (!read.ok) throw new Error(`${file}: ${read.failure.message}`)
  await sendOtlp(jaeger, [...writeOtlpJson(read.value.traces[0])].join(''), file)
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(300)) {
    const stored = await fetch(`${jaeger.url}/api/traces/${traceID}`).then((found) => (found.ok ? found.text() : ''))
    if (stored.split('"operationName"').length > spans) return
  }
  throw new Error(`Jaeger did not store ${traceID}`)
}
