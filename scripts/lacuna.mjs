// `npm start` and `npm run explain`: builds what is older than its sources, then runs the command in this same process.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const INPUTS = ['src', 'public', 'index.html', 'package-lock.json', 'vite.config.ts', 'vite.server.config.ts']
const LOCK = join(root, 'node_modules/.lacuna-build')
const LOCK_STALE_MS = 120_000

const command = process.argv[2] ?? 'serve'
const isPage = command === 'serve'
await buildWhenStale()
await import(pathToFileURL(join(root, 'build/lacuna.mjs')).href)

async function buildWhenStale() {
  if (!isStale()) return
  await lock()
  try {
    if (!isStale()) return // another process has just built it
    await build()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function isStale() {
  const built = [join(root, 'build/lacuna.mjs'), ...(isPage ? [join(root, 'dist/index.html')] : [])].map(modifiedMs)
  return Math.max(...INPUTS.map((input) => newestMs(join(root, input)))) > Math.min(...built)
}

/** 0 for what is not there. */
function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Newest source at or below a path; tests are not built. */
function newestMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0
  let newest = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (/\.test\.tsx?$|\.md$/.test(entry.name)) continue
    newest = Math.max(newest, newestMs(join(path, entry.name)))
  }
  return newest
}

/** Nothing goes to standard output: that belongs to the command. */
async function build() {
  if (isPage) process.stderr.write('Building …\n')
  const vite = await import('vite').catch(() => null)
  if (!vite) {
    process.stderr.write('The dependencies are not installed: run "npm ci" first.\n')
    process.exit(1)
  }
  const configs = ['vite.server.config.ts', ...(isPage ? ['vite.config.ts'] : [])]
  for (const configFile of configs) await vite.build({ root, configFile: join(root, configFile), logLevel: 'error' })
}

/** One builder at a time: a folder is made by one process only. */
async function lock() {
  for (;;) {
    try {
      mkdirSync(LOCK)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') return // no node_modules: the build says what is missing
      if (Date.now() - modifiedMs(LOCK) > LOCK_STALE_MS) rmSync(LOCK, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
