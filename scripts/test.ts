import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { audit } from './audit.ts'
import { check, conclude, report, secondsSince } from './check.ts'
import type { StepResult } from './check.ts'
import { ensureChromium } from './ensureChromium.ts'
import { ensureJaeger } from './ensureJaeger.ts'
import { ensureNginx } from './ensureNginx.ts'
import { run, runVisibly } from './run.ts'

// `npm test`: everything. What is missing is installed where that is possible; with CI=true what is still missing is a failure,
// without it is skipped, and said.
const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const isCi = process.env.CI === 'true' || process.env.CI === '1'
const results: StepResult[] = []
const skipped: string[] = []

// Jaeger is built while the checks run; its build must not be waited for twice.
const jaegerComing = ensureJaeger()
const chromium = await ensureChromium()
const auditComing = audit(root)
const nginx = await ensureNginx()
results.push(...(await check()))
results.push(await tool('build', 'npm', ['run', '--silent', 'build']))
reportAudit(await auditComing)
results.push(await tool('size', bin('size-limit'), []))
const jaeger = await jaegerComing
if ('missing' in jaeger) lack('real Jaeger', jaeger.missing)
if ('missing' in nginx) lack('nginx', nginx.missing)
if ('missing' in chromium) lack('Chromium', chromium.missing)
else {
  const sources = 'path' in jaeger ? ['demo', 'jaeger', 'jaeger-v3', 'deploy'] : ['demo', 'deploy']
  results.push(await browserTests(chromium.path, sources))
  results.push(await shortBench(chromium.path))
}
if (skipped.length > 0) console.log(`\nSkipped here, never with CI=true:\n${skipped.join('\n')}`)
conclude(results)

async function tool(name: string, command: string, args: readonly string[]): Promise<StepResult> {
  const began = performance.now()
  const { code, stdout, stderr } = await run(command, args, { cwd: root })
  if (code !== 0) console.log(`${(stdout + stderr).trimEnd()}\n`)
  return report({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds: secondsSince(began) })
}

/** Known advisories of high severity fail; a registry that does not answer is said. */
function reportAudit({ kind, text }: Awaited<ReturnType<typeof audit>>): void {
  if (kind === 'unanswered') return console.log(`note   audit: the registry did not answer (${text})`)
  if (kind === 'vulnerable') console.log(text)
  const failed = kind === 'vulnerable' ? 1 : 0
  results.push(
    report({
      name: `audit, ${text.split('\n').length === 1 ? text : 'advisories'}`,
      passed: 1 - failed,
      failed,
      seconds: 0,
    }),
  )
}

function lack(name: string, why: string): void {
  if (isCi) {
    console.log(`FAILED ${name}: ${why}`)
    results.push({ name, passed: 0, failed: 1, seconds: 0 })
  } else skipped.push(`  tests with ${name}: ${why}`)
}

async function browserTests(chromiumPath: string, sources: readonly string[]): Promise<StepResult> {
  const began = performance.now()
  mkdirSync(join(root, 'test-results'), { recursive: true })
  // Outside Playwright's own output folder, which it empties.
  const file = join(root, 'node_modules/.lacuna-e2e.json')
  rmSync(file, { force: true })
  const env = {
    ...process.env,
    CHROMIUM: chromiumPath,
    LACUNA_E2E_SOURCES: sources.join(','),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  }
  const code = await runVisibly(bin('playwright'), ['test'], { cwd: root, env })
  const counts = readPlaywright(file)
  const failed = code === 0 ? counts.failed : Math.max(1, counts.failed)
  if (counts.skipped > 0) {
    const text = `  ${counts.skipped} browser tests skip themselves`
    console.log(text.trim())
  }
  return report({
    name: `browser tests (${sources.join(', ')})`,
    passed: counts.passed,
    failed,
    seconds: secondsSince(began),
  })
}

/** Prints how fast it is here. Times pass or fail nothing: a busy machine is not a fault; a bench that does not run is one. */
async function shortBench(chromiumPath: string): Promise<StepResult> {
  const began = performance.now()
  const env = { ...process.env, CHROMIUM: chromiumPath }
  const code = await runVisibly(bin('tsx'), ['bench/run.ts', '--runs', '1', '--quick', '1k', '50k'], { cwd: root, env })
  const failed = code === 0 ? 0 : 1
  return report({ name: 'short bench', passed: 1 - failed, failed, seconds: secondsSince(began) })
}

function readPlaywright(file: string): { passed: number; failed: number; skipped: number } {
  try {
    const { stats } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
