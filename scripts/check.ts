import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { run } from './run.ts'

/** What one step came to; a step without tests of its own counts as one. */
export interface StepResult {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly seconds: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'test-results')

/** Tools in the order of their haste: the first complaint is there within a second. */
const TOOLS: readonly [name: string, command: readonly string[]][] = [
  ['format', ['oxfmt', '--check']],
  ['lint', ['oxlint', '--deny-warnings']],
  ['types', ['tsc', '--noEmit']],
  ['dead code', ['knip']],
]

/** Format, lint, types, dead code, then unit tests with the architecture among them. Under a minute. */
export async function check(): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const [name, [tool, ...args]] of TOOLS) {
    const began = performance.now()
    const { code, stdout, stderr } = await run(join(root, 'node_modules/.bin', tool), args, { cwd: root })
    if (code !== 0) console.log(`${(stdout + stderr).trimEnd()}\n`)
    results.push(report({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds: secondsSince(began) }))
  }
  results.push(await unitTests())
  return results
}

async function unitTests(): Promise<StepResult> {
  const began = performance.now()
  mkdirSync(reports, { recursive: true })
  const file = join(reports, 'unit.json')
  rmSync(file, { force: true })
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const { code, stdout, stderr } = await run(join(root, 'node_modules/.bin/vitest'), args, { cwd: root })
  if (code !== 0) console.log(`${(stdout + stderr).trimEnd()}\n`)
  const counts = readVitest(file)
  // Tests that could not even be loaded are failures, though no test failed.
  const failed = code === 0 ? counts.failed : Math.max(1, counts.failed)
  return report({ name: 'unit tests', passed: counts.passed, failed, seconds: secondsSince(began) })
}

function readVitest(file: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

export function report(result: StepResult): StepResult {
  const counts = result.passed + result.failed === 1 ? '' : ` (${result.passed} passed, ${result.failed} failed)`
  console.log(`${result.failed === 0 ? 'ok    ' : 'FAILED'} ${result.name}${counts}, ${result.seconds.toFixed(1)} s`)
  return result
}

export const secondsSince = (beganMs: number) => (performance.now() - beganMs) / 1000

/** The last line of every run, and its exit code. */
export function conclude(results: readonly StepResult[]): void {
  const sum = (of: 'passed' | 'failed') => results.reduce((total, result) => total + result[of], 0)
  process.exitCode = sum('failed') === 0 ? 0 : 1
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) conclude(await check())
