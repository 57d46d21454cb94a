import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { ensureJaeger } from '../scripts/ensureJaeger.ts'
import { ensureNginx } from '../scripts/ensureNginx.ts'
import { run } from '../scripts/run.ts'
import type { RealJaeger } from '../scripts/realJaeger.ts'
import { expect, test, traceIdOf } from './fixtures.ts'
import { DIST, ROOT, installPacked, startFilledJaeger, startLacuna, startNginx, startPlainPages } from './ways.ts'
import type { Running } from './ways.ts'

// Each way to run Lacuna, for real: the start page, a search, a deep link and its reload, the caches. Complaints of the page
// (console, exceptions, policy violations, requests to elsewhere) fail a test by themselves: fixtures.ts.

const TRACE = traceIdOf('doc-pipeline/gap-201')
const isCi = process.env.CI === 'true'

/** What is missing is a failure in CI and a skip elsewhere, which says why. */
async function need(what: Promise<{ readonly path: string } | { readonly missing: string }>): Promise<string> {
  const found = await what
  if ('path' in found) return found.path
  if (isCi) throw new Error(found.missing)
  test.skip(true, found.missing)
  return ''
}

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })

interface Expected {
  /** Hashed files are kept for ever and come compressed; the page has a policy. A Jaeger does neither. */
  readonly headers: boolean
}

/** What must hold of every way; `at` is known once the way's `beforeAll` has run. */
function itRuns(at: () => Running, { headers }: Expected): void {
  test('the start page leads to the search, below its prefix, in the system’s fonts', async ({ page }) => {
    const fonts: string[] = []
    page.on('request', (request) => request.resourceType() === 'font' && fonts.push(request.url()))
    const answer = await page.goto(`${at().url}/`)
    await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
    expect(page.url()).toMatch(`${at().url}/search`)
    expect(fonts).toEqual([])
    if (headers) {
      const policy = answer!.headers()['content-security-policy']
      expect(policy).toContain("default-src 'self'")
      expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe/)
      expect(answer!.headers()['cache-control']).toBe('no-cache')
      expect(answer!.headers()['x-content-type-options']).toBe('nosniff')
    }
  })

  test('a search finds the trace, and a click opens it', async ({ page }) => {
    await page.goto(`${at().url}/search?service=api-gateway&lookback=2d&limit=200`)
    const link = page.getByRole('list', { name: 'Traces' }).locator(`a[href*="${TRACE}"]`).first()
    await expect(link).toBeVisible()
    await link.click()
    await expect(spans(page)).toBeVisible()
    expect(page.url()).toContain(`${at().url}/trace/${TRACE}`)
  })

  test('a deep link opens, and so does its reload; the request leaves once, before the app is there', async ({
    page,
  }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${at().url}/trace/${TRACE}?uiFind=chunk`)
    await expect(spans(page)).toBeVisible()
    const trace = asked.filter((url) => url.includes(`/api/traces/${TRACE}`))
    expect(trace).toEqual([`${at().url}/api/traces/${TRACE}`])
    await page.reload()
    await expect(spans(page)).toBeVisible()
    expect(page.url()).toContain(`${at().url}/trace/${TRACE}`)
  })

  test('scripts are cached and compressed; what is missing is no page', async ({ page, request }) => {
    const scripts: Record<string, string>[] = []
    page.on('response', (response) => {
      if (response.url().startsWith(at().url) && /\/static\/.*-[\w-]{8}\.js$/.test(response.url()))
        scripts.push(response.headers())
    })
    await page.goto(`${at().url}/search`)
    await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
    expect(scripts.length).toBeGreaterThan(2)
    for (const script of scripts) expect(script['content-type']).toMatch(/^(text|application)\/javascript/)
    const theme = await request.get(`${at().url}/static/theme.js`)
    expect(theme.headers()['content-type']).toContain('javascript')
    const missing = await request.get(`${at().url}/static/gone-12345678.js`)
    expect(missing.status()).toBe(404)
    if (!headers) return
    for (const script of scripts) {
      expect(script['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(script['x-content-type-options']).toBe('nosniff')
    }
    expect(scripts.some((script) => script['content-encoding'] === 'br')).toBe(true)
    expect(theme.headers()['cache-control']).toBe('no-cache')
    const gzipped = await request.get(scriptUrl(await page.content(), at().url), {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(gzipped.headers()['content-encoding']).toBe('gzip')
  })
}

/** The entry's script. */
const scriptUrl = (html: string, base: string) => `${base}/${/src="\.\/(static\/[\w-]+-[\w-]{8}\.js)"/.exec(html)![1]}`

test.describe.configure({ mode: 'default' })

test.describe('the demo', () => {
  let lacuna: Running
  test.beforeAll(async () => void (lacuna = await startLacuna(['--demo'])))
  test.afterAll(() => lacuna?.stop())
  itRuns(() => lacuna, { headers: true })
})

test.describe('the packed command, installed elsewhere', () => {
  let lacuna: Running
  let installed: Awaited<ReturnType<typeof installPacked>>
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    installed = await installPacked()
    lacuna = await startLacuna(['--demo'], [installed.lacuna], { cwd: installed.folder })
  })
  test.afterAll(async () => {
    await lacuna?.stop()
    if (installed) rmSync(installed.folder, { recursive: true, force: true })
  })
  itRuns(() => lacuna, { headers: true })

  test('explain tells where the time went, of a file and of a running server', async () => {
    const file = join(ROOT, 'fixtures/traces/doc-pipeline/gap-201/jaeger.json')
    for (const source of [file, `${lacuna.url}/trace/${TRACE}`]) {
      const { code, stdout, stderr } = await run(installed.lacuna, ['explain', source], { cwd: installed.folder })
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toContain('202 ms of nothing')
    }
  })
})

test.describe('with a real Jaeger', () => {
  let binary: string
  let jaeger: RealJaeger
  test.beforeAll(async () => {
    binary = await need(ensureJaeger())
    jaeger = await startFilledJaeger({ binary })
  })
  test.afterAll(() => jaeger?.stop())

  test.describe('by proxy', () => {
    let lacuna: Running
    test.beforeAll(async () => void (lacuna = await startLacuna(['--jaeger', jaeger.url])))
    test.afterAll(() => lacuna?.stop())
    itRuns(() => lacuna, { headers: true })
  })

  test.describe('static files behind nginx, below a prefix', () => {
    let site: Running
    test.beforeAll(async () => void (site = await startNginx(await need(ensureNginx()), jaeger.url)))
    test.afterAll(() => site?.stop())
    itRuns(() => site, { headers: true })

    test('its config.json counts; an answer of the API must not run', async ({ page, request }) => {
      await page.goto(`${site.url}/search`)
      await expect(page.getByRole('link', { name: 'Runbooks' })).toBeVisible()
      const services = await request.get(`${site.url}/api/services`)
      expect(services.headers()['content-security-policy']).toContain('sandbox')
      expect((await services.json()).data).toContain('api-gateway')
      expect((await request.get(`${site.url}/nothing.html`)).status()).toBe(404)
    })
  })

  test.describe('a later Jaeger, which does not write its base path into the page', () => {
    let site: Running
    test.beforeAll(async () => void (site = await startPlainPages(jaeger.url, '/deep/jaeger')))
    test.afterAll(() => site?.stop())
    // The browser looks ahead, before the page has found its prefix: a handful of requests in vain.
    test.beforeEach(({ complaints }) => complaints.allow(/404 \(Not Found\) http:\/\/[^/]+\/static\//))
    itRuns(() => site, { headers: false })
  })
})

test.describe('inside a real Jaeger, with a base path and its configuration', () => {
  let jaeger: RealJaeger
  let folder: string
  test.beforeAll(async () => {
    const binary = await need(ensureJaeger())
    folder = mkdtempSync(join(tmpdir(), 'lacuna-ui-'))
    const uiConfigFile = join(folder, 'ui.json')
    writeFileSync(
      uiConfigFile,
      JSON.stringify({
        menu: [{ label: 'Runbooks', url: 'https://runbooks.example/?a=1&b=</script>' }],
        search: { defaultLookback: '6h', maxLookback: { label: '12 hours', value: '12h' }, maxLimit: 500 },
        dependencies: { menuEnabled: false },
        tracking: { gaID: 'UA-1' },
      }),
    )
    jaeger = await startFilledJaeger({ binary, basePath: '/jaeger/ui', assetsFolder: DIST, uiConfigFile })
  })
  test.afterAll(async () => {
    await jaeger?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  itRuns(() => jaeger, { headers: false })

  test('its ui.config_file is honoured', async ({ page }) => {
    await page.goto(`${jaeger.url}/search`)
    await expect(page.getByRole('link', { name: 'Runbooks' })).toHaveAttribute('href', /&b=<\/script>$/)
    await expect(page.getByRole('link', { name: 'Dependencies' })).toBeHidden()
    await expect(page.getByLabel('Lookback')).toContainText('Last 6 hours')
    await expect(page.getByRole('button', { name: /^Configuration/ })).toBeHidden()
  })
})

test.describe('the container image, where Docker is', () => {
  test('is built, and serves with a read-only root and no privileges', async ({ page }) => {
    test.setTimeout(900_000)
    test.skip((await run('docker', ['info'])).code !== 0, 'no Docker engine here')
    const built = await run('docker', ['build', '-q', '-f', 'deploy/docker/Dockerfile', '.'], { cwd: ROOT })
    expect(built.code, built.stderr).toBe(0)
    const image = built.stdout.trim()
    const args = ['--rm', '--read-only', '--cap-drop', 'ALL', '-p', '127.0.0.1::5173']
    const started = await run('docker', ['run', '-d', ...args, image])
    expect(started.code, started.stderr).toBe(0)
    const container = started.stdout.trim()
    try {
      const port = (await run('docker', ['port', container, '5173'])).stdout.trim().split(':').at(-1)
      await expect
        .poll(() =>
          fetch(`http://127.0.0.1:${port}/`).then(
            ({ ok }) => ok,
            () => false,
          ),
        )
        .toBe(true)
      await page.goto(`http://127.0.0.1:${port}/trace/${TRACE}`)
      await expect(spans(page)).toBeVisible()
      const who = await run('docker', ['exec', container, 'node', '-p', 'process.getuid()'])
      expect(who.stdout.trim()).toBe('1000')
    } finally {
      await run('docker', ['rm', '-f', container])
    }
  })

  test('the compose file is one that Docker reads', async () => {
    test.skip((await run('docker', ['compose', 'version'])).code !== 0, 'no docker compose here')
    const read = await run('docker', ['compose', '-f', 'deploy/docker/compose.yaml', 'config', '-q'], { cwd: ROOT })
    expect(read.code, read.stderr).toBe(0)
  })
})
