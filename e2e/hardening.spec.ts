import { connect } from 'node:net'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test, traceIdOf } from './fixtures.ts'
import { HOSTILE_TEXTS, hostileTrace, RTL_OVERRIDE } from './security/hostileTrace.ts'
import { AT_THE_SERVER, IN_THE_PAGE } from './security/securityTable.ts'
import { startGuardedServer, type GuardedServer } from './security/guardedServer.ts'

const tried = new Set<string>()
type Body = Parameters<typeof test>[2]
function inThePage(name: keyof typeof IN_THE_PAGE, body: Body): void {
  tried.add(name)
  test(name, body)
}
function atTheServer(name: keyof typeof AT_THE_SERVER, body: Body): void {
  tried.add(name)
  test(name, body)
}

const A = 'a'.repeat(32)
const B = 'b'.repeat(32)
const PAGES = [
  '/search?service=document-service&lookback=2d&limit=20',
  `/trace/${traceIdOf('doc-pipeline/gap-201')}`,
  `/trace/${traceIdOf('checkout/basic-fast')}...${traceIdOf('checkout/basic-slow')}`,
  '/dependencies',
  '/nowhere',
]

/** The hostile traces in the backend's place. */
async function serveHostile(page: Page, first = 0): Promise<void> {
  const startUs = (Date.now() - 60_000) * 1e3
  const bodyOf = (...ids: string[]) => ({
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ data: ids.map((id) => hostileTrace(id, startUs, first)) }),
  })
  await page.route(/\/api\/traces\/a+/, (route) => route.fulfill(bodyOf(A)))
  await page.route(/\/api\/traces\/b+/, (route) => route.fulfill(bodyOf(B)))
  await page.route(/\/api\/traces\?/, (route) => route.fulfill(bodyOf(A, B)))
  const names = Object.values((hostileTrace(A, 0) as { processes: Record<string, { serviceName: string }> }).processes)
  const services = names.map(({ serviceName }) => serviceName)
  await page.route(/\/api\/services/, (route) => route.fulfill({ json: { data: services } }))
  await page.route(/\/api\/operations/, (route) =>
    route.fulfill({ json: { data: services.map((name) => ({ name, spanKind: 'server' })) } }),
  )
  await page.route(/\/api\/dependencies/, (route) =>
    route.fulfill({
      json: {
        data: services.map((child, i) => ({ parent: services[(i + 1) % services.length], child, callCount: i + 1 })),
      },
    }),
  )
  page.on('dialog', (dialog) => {
    throw new Error(`a dialog opened: ${dialog.message()}`)
  })
}

/** Nothing of the hostile text became anything but text. The fixture sees to CSP, console and foreign requests. */
async function expectOnlyText(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    globals: Object.keys(window).filter((name) => name.startsWith('__xss')),
    polluted: Object.keys(Object.prototype),
    elements: [
      ...document.querySelectorAll('iframe, object, embed, main img, main script, main style, [onerror], [onload]'),
    ].map((element) => element.outerHTML.slice(0, 200)),
    links: [...document.querySelectorAll('a')].flatMap((link) => {
      const target = link.getAttribute('href')
      if (target === null) return []
      const { protocol, origin } = new URL(target, document.baseURI)
      const isOurs = origin === location.origin
      const isFine = isOurs || (/^https?:$/.test(protocol) && link.getAttribute('rel') === 'noopener noreferrer')
      return isFine ? [] : [link.outerHTML.slice(0, 200)]
    }),
  }))
  expect(found).toEqual({ globals: [], polluted: [], elements: [], links: [] })
}

inThePage('the policy on every page', async ({ request }) => {
  for (const path of PAGES) {
    const headers = (await request.get(path)).headers()
    const policy = headers['content-security-policy']
    expect(policy).toContain("default-src 'self'")
    for (const directive of [
      // The one inline script, which finds where the page is, is allowed by what it says.
      expect.stringMatching(/^script-src 'self' 'wasm-unsafe-eval' 'sha256-[\w+/]+='$/),
      "style-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "frame-ancestors 'self'",
    ])
      expect(policy.split('; ')).toContainEqual(directive)
    expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe-|\*|data:|blob:|https?:/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
  }
})

inThePage(
  'inline scripts, inline handlers, eval, inline styles, foreign images and requests',
  async ({ page, complaints }) => {
    complaints.allow(/./)
    await page.goto('/search')
    const tries: Record<string, () => unknown> = {
      'script-src-elem': () => {
        const script = document.createElement('script')
        script.textContent = 'window.__ran = 1'
        document.head.append(script)
      },
      'script-src-attr': () => {
        const image = document.createElement('div')
        image.setAttribute('onclick', 'window.__ran = 1')
        document.body.append(image)
        image.click()
      },
      // A string where a function belongs is eval by another name; in a turn of its own, for the test's own evaluation may do everything.
      // oxlint-disable-next-line no-implied-eval -- that it does not work is the point
      'script-src': () => void setTimeout('window.__ran = 1', 0),
      'style-src-elem': () => {
        const style = document.createElement('style')
        style.textContent = 'body { color: red }'
        document.head.append(style)
      },
      'style-src-attr': () => document.body.setAttribute('style', 'color: red'),
      'img-src': () => Object.assign(new Image(), { src: 'https://evil.example/pixel.png' }),
      'connect-src': () => void fetch('https://evil.example/').catch(() => undefined),
      'worker-src': () => {
        try {
          new Worker('data:text/javascript,postMessage(1)')
        } catch {
          // As it should.
        }
      },
    }
    for (const [directive, attempt] of Object.entries(tries)) {
      const before = complaints.all.length
      await page.evaluate(`(${String(attempt)})()`).catch(() => undefined)
      await expect.poll(() => complaints.all.slice(before).join('\n'), { message: directive }).toContain(directive)
    }
    expect(await page.evaluate(() => '__ran' in window)).toBe(false)
  },
)

inThePage('a hostile trace in the search', async ({ page }) => {
  await serveHostile(page)
  await page.goto('/search?service=__proto__&lookback=1h&limit=20')
  await expect(page.getByRole('list', { name: 'Traces' }).getByRole('listitem')).toHaveCount(2)
  await page.getByLabel('Service').click()
  await page.getByLabel('Service').fill('<')
  await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible()
  await expectOnlyText(page)
})

inThePage('a hostile trace in the timeline and in all details', async ({ page }) => {
  await serveHostile(page)
  await page.goto(`/trace/${A}`)
  const rows = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row')
  await expect(rows.first()).toBeVisible()
  await rows.first().click({ position: { x: 40, y: 10 } })
  let links = 0
  for (let row = 0; row < 30; row++) {
    await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
    await expectOnlyText(page)
    links += await page.locator('a[href^="https://evil.example"]').count()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  // Links there are, so that this shows something.
  expect(links).toBeGreaterThan(0)
})

for (const [name, view] of [
  ['flame chart', 'flame'],
  ['table', 'table'],
  ['logs', 'logs'],
  ['graph', 'graph'],
] as const) {
  inThePage(`a hostile trace as ${name}`, async ({ page }) => {
    await serveHostile(page)
    await page.goto(`/trace/${A}?view=${view}&span=0000000000000002`)
    await expect(page.getByRole('region', { name: 'Details' })).toBeVisible()
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await expectOnlyText(page)
  })
}

inThePage('a hostile trace compared', async ({ page }) => {
  await serveHostile(page)
  for (const query of ['', '?view=side']) {
    await page.goto(`/trace/${A}...${B}${query}`)
    await expect(page.getByRole('treegrid').first()).toBeVisible()
    await page.getByRole('row').nth(2).click()
    await expectOnlyText(page)
  }
})

inThePage('a hostile trace in the dependencies', async ({ page }) => {
  await serveHostile(page)
  await page.goto('/dependencies')
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await page.getByRole('row').nth(3).click()
  await expectOnlyText(page)
})

inThePage('a hostile trace exported', async ({ page }) => {
  await serveHostile(page)
  await page.goto(`/trace/${A}`)
  const save = async (item: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ])
    return readFile(await download.path(), 'utf8')
  }
  const markdown = await save('Download report as Markdown')
  expect(markdown).not.toMatch(/(^|[^\\`])<(script|img|svg|iframe|style)\b/im)
  expect(markdown).not.toMatch(/[^\\]\]\(javascript:/i)
  for (const item of ['Download report as JSON', 'Download trace as Jaeger JSON', 'Download trace as OTLP JSON']) {
    const text = await save(item)
    expect(() => JSON.parse(text)).not.toThrow()
    expect(text).not.toContain('hunter2-must-stay-hidden')
  }
  expect(markdown).not.toContain('hunter2-must-stay-hidden')
  await expectOnlyText(page)
})

/** Text with an override that is not an island of its own, so that what stands beside it would be turned around. */
const findLooseOverrides = (page: Page): Promise<string[]> =>
  page.evaluate((mark) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent?.includes(mark)) continue
      const element = node.parentElement!
      if (element.closest('option, title, script')) continue
      const { display, unicodeBidi } = getComputedStyle(element)
      // A block or an inline-block is an island of its own; inline text must be isolated.
      const isIsland = display !== 'inline' || /isolate|plaintext/.test(unicodeBidi)
      const isAlone = element.childNodes.length === 1
      if (!isIsland || !isAlone)
        found.push(`${element.tagName} ${element.className}: ${element.outerHTML.slice(0, 160)}`)
    }
    return [...new Set(found)]
  }, RTL_OVERRIDE)

/** Every place that shows names: where it is, and what leads there on the open page. */
const NAMES_ARE_SHOWN: readonly (readonly [string, string, ((page: Page) => Promise<unknown>)?])[] = [
  ['the start page', '/search'],
  ['suggestions', '/search', (page) => page.getByLabel('Service').click()],
  ['results', '/search?service=x&lookback=1h'],
  ['results in groups', '/search?service=x&lookback=1h', (page) => page.getByLabel('By root operation').check()],
  [
    'columns',
    `/search?service=x&lookback=1h&col=${encodeURIComponent(`${RTL_OVERRIDE}txet desrever\u202c \u2066isolate`)}`,
  ],
  ['rows and details of a span', `/trace/${A}?span=0000000000000001`],
  ['details of a gap', `/trace/${A}`, (page) => page.keyboard.press('n')],
  ['flame chart', `/trace/${A}?view=flame`],
  ['table', `/trace/${A}?view=table`],
  ['logs', `/trace/${A}?view=logs`],
  ['graph', `/trace/${A}?view=graph`],
  ['comparison', `/trace/${A}...${B}`],
  ['comparison side by side', `/trace/${A}...${B}?view=side`],
  ['choice of what to compare', '/trace/...'],
  ['dependencies', '/dependencies', (page) => page.getByRole('row').nth(3).click()],
  ['palette', '/search', (page) => page.keyboard.press('Control+k')],
]

for (const [at, [place, path, act]] of NAMES_ARE_SHOWN.entries()) {
  const body: Body = async ({ page }) => {
    await serveHostile(
      page,
      HOSTILE_TEXTS.findIndex((text) => text.includes(RTL_OVERRIDE)),
    )
    await page.goto(path)
    await expect(page.locator('main')).toBeVisible()
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await act?.(page)
    await expect.poll(() => page.evaluate(() => document.body.textContent?.includes('isolate'))).toBe(true)
    await expect.poll(() => findLooseOverrides(page)).toEqual([])
    expect(await page.title()).not.toContain(RTL_OVERRIDE)
  }
  if (at === 0) tried.add('right-to-left overrides')
  test(`right-to-left overrides: ${place}`, body)
}

inThePage('prototype keys', async ({ page }) => {
  await serveHostile(page)
  await page.goto(`/trace/${A}?find=hasOwnProperty`)
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toContainText('__proto__')
  await expect(page.getByRole('treegrid', { name: 'Spans' })).toContainText('hasOwnProperty')
  await page.goto('/search?service=__proto__&tags=%7B%22__proto__%22%3A%22x%22%7D&lookback=1h')
  await expect(page.getByRole('textbox', { name: 'Tags' })).toHaveValue('__proto__=x')
  await expectOnlyText(page)
})

inThePage('requests to third parties', async ({ page, baseURL }) => {
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).origin))
  for (const path of PAGES) {
    await page.goto(path)
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await page.waitForLoadState('networkidle')
  }
  expect([...hosts]).toEqual([new URL(baseURL!).origin])
})

test.describe('the server', () => {
  let server: GuardedServer
  test.beforeAll(async () => {
    server = await startGuardedServer()
  })
  test.afterAll(() => server.close())
  test.beforeEach(() => server.forget())

  /** Status of an answer to exactly these lines; 0 when the connection is closed without one. */
  const raw = (lines: readonly string[]) =>
    new Promise<{ status: number; text: string }>((resolve) => {
      const socket = connect(server.port, '127.0.0.1')
      let text = ''
      socket.setTimeout(3_000, () => socket.destroy())
      socket.on('data', (chunk) => (text += chunk))
      socket.on('error', () => undefined)
      socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text }))
      socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
    })
  const get = (path: string, ...headers: string[]) =>
    raw([`GET ${path} HTTP/1.1`, `Host: localhost:${server.port}`, ...headers])

  atTheServer('foreign Host headers (DNS rebinding)', async () => {
    const hosts = [
      'evil.example',
      `evil.example:${server.port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'evillocalhost',
      'localhost:1:2',
      'localhost@evil.example',
      'evil.example#localhost',
      '[::1].evil.example',
      '0.0.0.0',
      '10.0.0.1',
      '',
    ]
    for (const host of hosts)
      for (const path of ['/', '/search', '/api/services', '/lacuna/source.json', '/favicon.svg'])
        expect([400, 403], `${host} ${path}`).toContain((await raw([`GET ${path} HTTP/1.1`, `Host: ${host}`])).status)
    expect(server.asked()).toEqual([])
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:80', 'app.localhost'])
      expect((await raw(['GET /api/services HTTP/1.1', `Host: ${host}`])).status, host).toBe(200)
  })

  atTheServer('writes from another origin', async () => {
    const post = (...headers: string[]) =>
      raw(['POST /api/transform HTTP/1.1', `Host: localhost:${server.port}`, 'Content-Length: 0', ...headers])
    for (const header of [
      'Origin: http://evil.example',
      'Origin: null',
      `Origin: http://localhost:${server.port + 1}`,
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Site: same-site',
    ])
      expect((await post(header)).status, header).toBe(403)
    expect(server.asked()).toEqual([])
    expect((await post(`Origin: http://localhost:${server.port}`)).status).toBe(200)
  })

  atTheServer('paths outside of `/api/`', async () => {
    for (const path of [
      '/admin',
      '/apix',
      '/API/services',
      '/api',
      '/api/../admin',
      '/api/%2e%2e/admin',
      '/api/..%2fadmin',
      '/api/%2e%2e%2fadmin',
      '/api/..%5cadmin',
      '/api/%252e%252e/admin/../../../x',
      '/api\\..\\admin',
      '/x/../api/../admin',
      '/./api/../admin',
      '/%61pi/services',
      '/api%2fservices',
    ])
      await get(path)
    for (const path of server.asked()) expect(path).toMatch(/^\/base\/api\//)
    expect(server.asked().join('\n')).not.toMatch(/\.\.|admin$/)
  })

  atTheServer('absolute request targets and `//host`', async () => {
    const elsewhere = server.elsewhere
    for (const path of [
      `http://${elsewhere}/api/services`,
      `https://${elsewhere}/api/services`,
      `//${elsewhere}/api/services`,
      `/api//${elsewhere}/x`,
      `/api/@${elsewhere}/`,
      `/api/http://${elsewhere}/`,
      `/api/?url=http://${elsewhere}/`,
      `/\\${elsewhere}/api/services`,
      `/api/services#@${elsewhere}`,
    ])
      await get(path)
    expect(server.askedElsewhere()).toEqual([])
    for (const path of server.asked()) expect(path).toMatch(/^\/base\/api\//)
  })

  atTheServer('several Host headers, Host with a path or credentials', async () => {
    for (const hosts of [
      ['localhost', 'evil.example'],
      ['evil.example', 'localhost'],
      ['localhost/evil'],
      ['user@localhost'],
      ['localhost, evil.example'],
      ['localhost evil.example'],
    ])
      expect([400, 403], hosts.join()).toContain(
        (await raw(['GET /api/services HTTP/1.1', ...hosts.map((host) => `Host: ${host}`)])).status,
      )
    expect(
      (await raw(['GET /api/services HTTP/1.1', 'X-Forwarded-Host: evil.example', `Host: localhost:${server.port}`]))
        .status,
    ).toBe(200)
    expect(server.asked()).toEqual(['/base/api/services'])
  })

  atTheServer('a redirect by the backend', async () => {
    const { status, text } = await get('/api/redirect')
    expect(status).toBe(502)
    expect(text).not.toMatch(/^location:/im)
    expect(text).not.toContain('u:p@')
    expect(server.askedElsewhere()).toEqual([])
  })

  atTheServer('a WebSocket upgrade, CONNECT', async () => {
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
    expect((await get('/api/services', ...upgrade)).status).not.toBe(101)
    expect(server.upgrades()).toBe(0)
    expect((await raw([`CONNECT ${server.elsewhere} HTTP/1.1`, `Host: ${server.elsewhere}`])).status).not.toBe(200)
    expect(server.askedElsewhere()).toEqual([])
  })

  atTheServer('headers of the reader', async () => {
    await get(
      '/api/echo',
      'Cookie: session=of-another-program',
      'Authorization: Bearer of-the-reader',
      'X-Forwarded-For: 1.2.3.4',
    )
    const headers = server.lastHeaders()
    expect(headers.cookie).toBeUndefined()
    expect(headers['x-forwarded-for']).toBeUndefined()
    expect(headers.authorization).toBe(`Basic ${Buffer.from('reader:jaeger-secret').toString('base64')}`)
  })

  atTheServer('headers of the backend', async () => {
    const { text } = await get('/api/hostile-headers')
    for (const name of [
      'set-cookie',
      'access-control-allow-origin',
      'www-authenticate',
      'refresh',
      'strict-transport-security',
    ])
      expect(text.toLowerCase(), name).not.toContain(`\n${name}:`)
    expect(text.match(/^content-security-policy:/gim)).toHaveLength(1)
    expect(text).toContain('sandbox')
  })

  atTheServer('a web page by the backend', async ({ page, complaints }) => {
    complaints.allow(/./)
    await page.goto(`http://localhost:${server.port}/api/page`)
    await expect(page.getByText('a page')).toBeVisible()
    expect(await page.evaluate(() => '__ran' in window)).toBe(false)
    expect(await page.evaluate(() => window.origin)).toBe('null')
  })

  atTheServer('credentials in the address of the Jaeger', async () => {
    for (const path of ['/', '/lacuna/source.json', '/api/services', '/api/redirect', '/api/reset', '/api/none']) {
      const { text } = await get(path)
      expect(text, path).not.toMatch(/jaeger-secret/)
      expect(text, path).not.toContain(Buffer.from('reader:jaeger-secret').toString('base64'))
    }
  })

  atTheServer('files outside of the page’s folder', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/..%5cpackage.json',
      '/%00package.json',
      '/.git/config',
      '/etc/passwd',
      '//etc/passwd',
      '/file:///etc/passwd',
    ])
      expect((await get(path)).text, path).not.toMatch(/"scripts"|repositoryformatversion|root:/)
  })
})

test('every row of the table is tried', () => {
  expect([...tried].sort()).toEqual([...Object.keys(IN_THE_PAGE), ...Object.keys(AT_THE_SERVER)].sort())
})
