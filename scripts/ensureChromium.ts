import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { run, runVisibly } from './run.ts'

export type Ensured = { readonly path: string } | { readonly missing: string }

/** The shell without a browser's own windows needs half the time, so it comes first; it renders the same. */
const SHELL = 'chromium-headless-shell'
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/**
 * A Chromium to test in: `CHROMIUM`, one on the PATH, Playwright's own when it was downloaded; else, as root on Debian or Ubuntu,
 * the distribution's package is installed. Otherwise what to do about it.
 */
export async function ensureChromium(): Promise<Ensured> {
  const named = process.env.CHROMIUM
  if (named) return existsSync(named) ? { path: named } : { missing: `CHROMIUM names ${named}, which is not there` }
  const found = findChromium()
  if (found) return { path: found }
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    for (const name of [SHELL, 'chromium']) {
      console.log(`Chromium is missing: installing the package "${name}" …`)
      await runVisibly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env })
      const installed = findChromium()
      if (installed) return { path: installed }
    }
    return { missing: 'apt-get install chromium failed' }
  }
  return { missing: 'install Chromium (or Chrome), or name one in CHROMIUM' }
}

function findChromium(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (folder !== '' && existsSync(join(folder, name))) return join(folder, name)
  }
  const own = chromium.executablePath()
  return own && existsSync(own) ? own : null
}
