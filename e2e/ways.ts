import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts, loadRecordedTraces, startJaeger } from '../scripts/realJaeger.ts'
import type { JaegerOptions, RealJaeger } from '../scripts/realJaeger.ts'
import { run } from '../scripts/run.ts'

/** Lacuna as someone runs it: `url` is its start page without a slash at the end, prefix included. */
export interface Running {
  readonly url: string
  readonly stop: () => Promise<void>
}

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const DIST = join(ROOT, 'dist')
/** Enough for a search, a trace with a gap, and one of several services. */
const LOADED = ['doc-pipeline/gap-201', 'checkout/basic-slow']

export async function startFilledJaeger(options: JaegerOptions): Promise<RealJaeger> {
  const jaeger = await startJaeger(options)
  try {
    await loadRecordedTraces(jaeger, join(ROOT, 'fixtures/traces'), LOADED)
    return jaeger
  } catch (error) {
    await jaeger.stop()
    throw error
  }
}

/** `command` until its address answers; its output goes into the error when it does not. */
export async function startProcess(
  command: string,
  args: readonly string[],
  url: string,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Running> {
  const child = spawn(command, args, { cwd: options.cwd ?? ROOT, env: options.env ?? process.env, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}:\n${output}`)
    if (
      await fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return { url, stop: () => end(child) }
    await sleep(100)
  }
  await end(child)
  throw new Error(`${command} does not answer at ${url}:\n${output}`)
}

/** Our own server, from this checkout or from wherever `lacuna` is. */
export async function startLacuna(
  args: readonly string[],
  command: readonly string[] = [process.execPath, join(ROOT, 'build/lacuna.mjs')],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Running> {
  const [port] = await freePorts(1)
  const all = [...command.slice(1), 'serve', ...args, '--port', String(port)]
  return startProcess(command[0], all, `http://localhost:${port}`, options)
}

/** The commands of a page's first block, as they stand there but for `sudo`, what the tests have done already, and `paths`. */
async function follow(
  page: string,
  paths: readonly (readonly [string, string])[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly only?: RegExp },
): Promise<void> {
  const [, block] = /```sh\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, page), 'utf8'))!
  const commands = block
    .split('\n')
    .map((line) => line.replace(/^sudo /, ''))
    .filter(
      (line) => line !== '' && line !== 'npm ci' && line !== 'npm run build' && (options.only?.test(line) ?? true),
    )
  const script = replaceEach(page, commands.join('\n'), paths)
  const { code, stderr } = await run('sh', ['-e', '-c', script], { cwd: options.cwd, env: options.env ?? process.env })
  if (code !== 0) throw new Error(`${page}: ${script}\n${stderr}`)
}

/**
 * nginx as docs/run/nginx.md sets it up, its folders moved to a temporary one; in lacuna.conf only those lines are changed that its
 * head says are to be changed.
 */
export async function startNginx(nginx: string, jaegerUrl: string): Promise<Running> {
  const [port] = await freePorts(1)
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-nginx-'))
  mkdirSync(join(folder, 'conf.d'))
  const paths = [
    ['/etc/nginx/conf.d', `${folder}/conf.d`],
    ['/etc/lacuna', `${folder}/lacuna`],
    ['/var/www', `${folder}/www`],
  ] as const
  await follow('docs/run/nginx.md', paths, { cwd: ROOT })
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name))
  const configuration = { menu: [{ label: 'Runbooks', url: 'https://runbooks.example/' }] }
  writeFileSync(join(folder, 'lacuna/config.json'), JSON.stringify(configuration))
  const site = replaceEach('lacuna.conf', readFileSync(join(folder, 'conf.d/lacuna.conf'), 'utf8'), [
    ['server 127.0.0.1:16686;', `server ${new URL(jaegerUrl).host};`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['root /var/www;', `root ${folder}/www;`],
    ['alias /etc/lacuna/', `alias ${folder}/lacuna/`],
  ])
  const types = '/etc/nginx/mime.types'
  writeFileSync(
    join(folder, 'nginx.conf'),
    // The folder is ours alone: as root, the workers would otherwise be somebody else.
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
     events {}
     http {
       ${existsSync(types) ? `include ${types};` : ''} default_type application/octet-stream; access_log off;
       client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
       uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
       ${site}
     }`,
  )
  const running = await startProcess(
    nginx,
    ['-c', join(folder, 'nginx.conf'), '-p', folder],
    `http://127.0.0.1:${port}/lacuna`,
  )
  return {
    url: running.url,
    stop: async () => {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A Jaeger of the kind that no longer writes its base path into the page (2.19 and later): everything unknown is the page as it is. */
export async function startPlainPages(jaegerUrl: string, basePath: string): Promise<Running> {
  const page = readFileSync(join(DIST, 'index.html'))
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    if (!path.startsWith(`${basePath}/`)) return outgoing.writeHead(404).end()
    const below = path.slice(basePath.length)
    if (below.startsWith('/api/')) {
      const upstream = httpRequest(jaegerUrl + below, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      return upstream.end()
    }
    const file = join(DIST, below.split('?')[0])
    if (below.startsWith('/static/')) {
      if (!existsSync(file)) return outgoing.writeHead(404).end()
      const type = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }[file.split('.').at(-1)!]
      return outgoing.writeHead(200, { 'content-type': type ?? 'text/plain' }).end(readFileSync(file))
    }
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
  const [port] = await freePorts(1)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As docs/run/command.md says, in a folder elsewhere and without a registry; its `lacuna` and that folder. */
export async function installPacked(): Promise<{ readonly folder: string; readonly lacuna: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-packed-'))
  const env = {
    ...process.env,
    npm_config_pack_destination: folder,
    npm_config_prefix: join(folder, 'prefix'),
    npm_config_offline: 'true',
    LACUNA_BUILT: '1',
  }
  await follow('docs/run/command.md', [], { cwd: ROOT, env, only: /^npm pack/ })
  await follow('docs/run/command.md', [], { cwd: folder, env, only: /^npm install/ })
  return { folder, lacuna: join(folder, 'prefix/bin/lacuna') }
}

/** Each text must be there: what the pages and files say is what is tested. */
function replaceEach(name: string, text: string, replacements: readonly (readonly [string, string])[]): string {
  let replaced = text
  for (const [from, to] of replacements) {
    if (!replaced.includes(from)) throw new Error(`${name} has no “${from}” any more`)
    replaced = replaced.replaceAll(from, to)
  }
  return replaced
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(timer)
}
