import { accessSync, constants, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ensured } from './ensureChromium.ts'
import { run } from './run.ts'

/** This module version holds Jaeger v2.13 in cmd/jaeger. */
const MODULE = 'github.com/jaegertracing/jaeger'
const VERSION = 'v1.76.0'
const LOCK_STALE_MS = 20 * 60_000

/**
 * A real Jaeger to test against: `JAEGER_BINARY`, or one built from its Go module into the cache (about four minutes, once).
 * `go install` refuses the module (a `replace` line), hence download and build apart.
 */
export async function ensureJaeger(): Promise<Ensured> {
  const named = process.env.JAEGER_BINARY
  if (named)
    return isExecutable(named) ? { path: named } : { missing: `JAEGER_BINARY names ${named}, which cannot be run` }
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lacuna')
  const binary = join(cache, `jaeger-${VERSION}`)
  if (isExecutable(binary)) return { path: binary }
  const go = await run('go', ['version'])
  if (go.code !== 0)
    return { missing: 'Go builds the Jaeger that is tested against: install Go 1.24 or newer (https://go.dev)' }
  mkdirSync(cache, { recursive: true })
  const lock = `${binary}.lock`
  if (!(await takeLock(lock, binary))) return { path: binary }
  try {
    return await build(binary)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

async function build(binary: string): Promise<Ensured> {
  console.log(`Building Jaeger ${VERSION} from its Go module (once, some minutes) …`)
  const download = await run('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`])
  const folder = readFolder(download.stdout)
  if (folder === null) return { missing: `go mod download failed: ${lastLines(download.stderr || download.stdout)}` }
  const unfinished = `${binary}.${process.pid}`
  const built = await run('go', ['build', '-C', folder, '-o', unfinished, './cmd/jaeger'])
  if (built.code !== 0) {
    rmSync(unfinished, { force: true })
    return { missing: `go build of Jaeger failed: ${lastLines(built.stderr)}` }
  }
  renameSync(unfinished, binary)
  return { path: binary }
}

function readFolder(json: string): string | null {
  try {
    const answer = JSON.parse(json) as { Dir?: string }
    return answer.Dir ?? null
  } catch {
    return null
  }
}

/** False when another process built the binary meanwhile. */
async function takeLock(lock: string, binary: string): Promise<boolean> {
  for (;;) {
    try {
      mkdirSync(lock)
      return !isExecutable(binary) || (rmSync(lock, { recursive: true, force: true }), false)
    } catch {
      const madeMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0
      if (Date.now() - madeMs > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true })
      await sleep(500)
      if (isExecutable(binary)) return false
    }
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

const lastLines = (text: string) => text.trim().split('\n').slice(-3).join(' | ')
