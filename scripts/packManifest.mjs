// `npm pack`: what is packed is bundled and needs no packages, so its package.json names none. `strip` comes before the packing (and
// builds, unless LACUNA_BUILT says that it was done), `restore` after it.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const [manifest, kept] = [at('package.json'), at('node_modules/.lacuna-package.json')]

if (process.argv[2] === 'strip') {
  if (!process.env.LACUNA_BUILT)
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: at('.'), stdio: ['ignore', 'ignore', 'inherit'] })
  const { dependencies, devDependencies, scripts, ...packed } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (dependencies && devDependencies && scripts) copyFileSync(manifest, kept)
  writeFileSync(manifest, `${JSON.stringify(packed, null, 2)}\n`)
} else if (existsSync(kept)) renameSync(kept, manifest)
