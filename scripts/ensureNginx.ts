import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Ensured } from './ensureChromium.ts'
import { run, runVisibly } from './run.ts'

/** An nginx to test deploy/nginx with: `NGINX`, one that is installed, or, as root on Debian or Ubuntu, the distribution's package. */
export async function ensureNginx(): Promise<Ensured> {
  const named = process.env.NGINX
  if (named) return existsSync(named) ? { path: named } : { missing: `NGINX names ${named}, which is not there` }
  const found = findNginx()
  if (found) return { path: found }
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('nginx is missing: installing the package "nginx" …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    const code = await runVisibly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'nginx'], { env })
    const installed = findNginx()
    return installed ? { path: installed } : { missing: `apt-get install nginx failed (exit code ${code})` }
  }
  return { missing: 'install nginx, or name one in NGINX' }
}

/** /usr/sbin is not on everyone's PATH. */
function findNginx(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, 'nginx')).find((path) => path.startsWith('/') && existsSync(path)) ?? null
}
