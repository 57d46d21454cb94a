import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { ratiosOf, spreadOf, type Spread } from './statistics.ts'

const PROJECT = path.join(import.meta.dirname, '..')
/** What `explain` may take at most, in times of just parsing the file. */
export const EXPLAIN_LIMIT = 3

export interface ExplainCost {
  /** Whole processes, ms. */
  readonly parse: Spread | null
  readonly explain: Spread | null
  readonly ratio: Spread | null
}

/** `explain --json` on a file against `JSON.parse` of it, each in a process of its own, in turns. Needs the built command. */
export function measureExplain(file: string, runs: number): ExplainCost {
  const parse: number[] = []
  const explain: number[] = []
  for (let run = 0; run < runs; run++) {
    parse.push(timeProcess(['-e', `JSON.parse(require('fs').readFileSync(${JSON.stringify(file)}))`]))
    explain.push(timeProcess([path.join(PROJECT, 'build/lacuna.mjs'), 'explain', file, '--json']))
  }
  return { parse: spreadOf(parse), explain: spreadOf(explain), ratio: spreadOf(ratiosOf(explain, parse)) }
}

function timeProcess(args: readonly string[]): number {
  const from = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr.toString().slice(0, 500)}`)
  return performance.now() - from
}
