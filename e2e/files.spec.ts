import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, openSearch, test, traceIdOf } from './fixtures.ts'

const body = (path: string) => readFileSync(new URL(`../fixtures/traces/${path}`, import.meta.url))
const line = (path: string) => JSON.stringify(JSON.parse(body(path).toString('utf8')))
const file = (name: string, buffer: Buffer | string) => ({ name, mimeType: '', buffer: Buffer.from(buffer) })

const GAP = file('gap.json', body('doc-pipeline/gap-201/jaeger.json'))
const CHECKOUT = file(
  'checkout.jsonl.gz',
  gzipSync(`${line('checkout/basic-slow/jaeger.json')}\n${line('checkout/basic-fast/otlp.json')}\n`),
)

type Given = ReturnType<typeof file>

/** Through the button at the top right. */
async function pick(page: Page, ...files: Given[]) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open trace files' }).click()
  await (await chooser).setFiles(files)
}

/** As if dragged in from the desktop and let go over the page. */
async function drop(page: Page, ...files: Given[]) {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer()
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
        data.items.add(new File([bytes], name))
      }
      return data
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  )
  // Over the page events come all the time, also while its code is still on the way.
  await expect(async () => {
    await page.dispatchEvent('#main', 'dragover', { dataTransfer: transfer })
    await expect(page.getByText('Drop to open the traces')).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.dispatchEvent('#main', 'drop', { dataTransfer: transfer })
}

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })
const traces = (page: Page) => page.getByRole('list', { name: 'Traces' }).getByRole('listitem')

test('one trace opens at once, at an address that survives a reload, until it is forgotten', async ({ page }) => {
  await openSearch(page)
  await pick(page, GAP)
  await expect(spans(page)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/trace/${traceIdOf('doc-pipeline/gap-201')}~[0-9a-z]{14}`))
  await expect(page.getByText('From the file gap.json')).toBeVisible()
  await page.reload()
  await expect(spans(page)).toBeVisible()
  await expect(page.getByText('From the file gap.json')).toBeVisible()
  const address = page.url()
  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(page).toHaveURL(/\/search$/)
  await expect(page.getByRole('heading', { name: 'Opened files' })).toHaveCount(0)
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'The file of this trace is not here' })).toBeVisible()
  await page.getByRole('link', { name: 'Ask the backend for its id' }).click()
  await expect(spans(page)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/trace/${traceIdOf('doc-pipeline/gap-201')}$`))
})

test('several files dropped anywhere join the list, marked and sorted, and the search applies to them', async ({
  page,
}) => {
  await openSearch(page)
  await drop(page, GAP, CHECKOUT)
  await expect(page).toHaveURL(/\/search$/)
  await expect(traces(page)).toHaveCount(3)
  await expect(traces(page).getByText('file', { exact: true })).toHaveCount(3)
  await expect(page.getByText('2 traces, ')).toBeVisible()
  // The list's own filters.
  await page.getByRole('textbox', { name: 'Trace at least' }).fill('1.5s')
  await page.keyboard.press('Enter')
  await expect(traces(page)).toHaveCount(1)
  // A search finds them beside the server's: by service, operation and tags, whenever they were.
  await openSearch(page, { service: 'embedding-service', operation: 'POST /embed', lookback: '5m' })
  const mine = traces(page).filter({ has: page.getByText('file', { exact: true }) })
  await expect(mine).toHaveCount(1)
  await expect(mine).toContainText('POST /api/documents')
  await openSearch(page, { service: 'embedding-service', tags: '{"no.such":"tag"}', lookback: '5m' })
  await expect(page.getByRole('heading', { name: 'Opened files' })).toBeVisible()
  await expect(mine).toHaveCount(0)
  // One file, then all of them.
  await openSearch(page)
  await page.getByRole('button', { name: 'Forget gap.json' }).click()
  await expect(traces(page)).toHaveCount(2)
  await pick(page, GAP)
  await expect(spans(page)).toBeVisible()
  await openSearch(page)
  await page.getByRole('button', { name: 'Forget all' }).click()
  await expect(traces(page)).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Opened files' })).toHaveCount(0)
})

test('a file’s trace is compared with the server’s of the same id, and nothing of it leaves the browser', async ({
  page,
}) => {
  const sent: string[] = []
  page.on('request', (request) => {
    sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
  })
  await openSearch(page)
  await drop(page, GAP)
  await expect(spans(page)).toBeVisible()
  const name = /\/trace\/([^?]+)/.exec(page.url())![1]
  expect(sent.filter((text) => /\/api\/(v3\/)?traces\//.test(text))).toEqual([])
  expect(sent.filter((text) => text.startsWith('POST'))).toEqual([])
  await page.goto(`/trace/${name}...${traceIdOf('doc-pipeline/gap-201')}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/same|no difference|equal/i)
  expect(sent.filter((text) => /\/api\/(v3\/)?traces\//.test(text))).toHaveLength(1)
  expect(sent.join('\n')).not.toContain('gap.json')
})

test('two traces of the list are compared', async ({ page }) => {
  await openSearch(page)
  await drop(page, CHECKOUT)
  await expect(traces(page)).toHaveCount(2)
  for (const box of await traces(page).getByRole('checkbox').all()) await box.check()
  await page.getByRole('link', { name: 'Compare', exact: true }).last().click()
  await expect(page.getByRole('table').or(page.getByRole('treegrid')).first()).toBeVisible()
  await expect(page).toHaveURL(/~[0-9a-z]{14}\.\.\.[0-9a-f]{16,32}~[0-9a-z]{14}/)
})

test('what cannot be read says why; the good files open all the same', async ({ page }) => {
  await openSearch(page)
  const half = `${line('checkout/basic-slow/jaeger.json')}\n{"data":[{"spans":[oops\n`
  await drop(page, file('notes.txt', 'hello'), file('page.json', '{"a":1}'), file('half.jsonl', half), GAP)
  const dialog = page.getByRole('dialog', { name: 'Opened 2 of 4 files' })
  await expect(dialog.getByRole('alert')).toHaveText([
    /This is not JSON: trace data begins with/,
    /neither Jaeger nor OpenTelemetry trace data/,
    '1 line is no JSON and left out.',
  ])
  await dialog.getByRole('button', { name: 'Show the 2 traces' }).click()
  await expect(traces(page)).toHaveCount(2)
  await expect(page.getByText('half.jsonl: 1 line is no JSON and left out.')).toBeVisible()
})

test('by keyboard alone, and told to who does not see it', async ({ page }) => {
  // Playwright catches choosers from now on; told with the key itself, it may be a moment late.
  page.on('filechooser', () => {})
  await page.goto('/search')
  const button = page.getByRole('button', { name: 'Open trace files' })
  const press = async (...files: Given[]) => {
    await button.focus()
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(files)
  }
  await press(file('notes.txt', 'hello'))
  const dialog = page.getByRole('dialog', { name: 'Opened 0 of 1 file' })
  await expect(dialog.getByRole('status')).toHaveText('Opened 0 of 1 file')
  await expect(dialog.getByText('Close')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(button).toBeFocused()

  await press(GAP, file('notes.txt', 'hello'))
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Show the trace' })).toBeFocused()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/trace\//)
})

test('hostile files end in a message or a drawing', async ({ page }) => {
  await openSearch(page)
  const deep = '['.repeat(1e5) + ']'.repeat(1e5)
  const garbage = Buffer.from(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))
  const odd = body('odd-values/injection/jaeger.json')
  await drop(
    page,
    file('deep.json', deep),
    file('garbage.bin', garbage),
    file('bomb.json.gz', gzipSync(Buffer.alloc(100e6, 0x20))),
    file('cut.json', '{"data":[{"traceID":"1","spa'),
    file('empty.json', ''),
    file('odd.json', odd),
  )
  const dialog = page.getByRole('dialog', { name: 'Opened 1 of 6 files' })
  await expect(dialog.getByRole('alert')).toHaveText([
    /neither Jaeger nor OpenTelemetry/,
    /This is not JSON/,
    /more than 300 times its size/,
    /file ends early/,
    /no spans/,
  ])
  await dialog.getByRole('button', { name: 'Show the trace' }).click()
  await expect(spans(page)).toBeVisible()
  expect(await page.evaluate(() => Object.keys(window).filter((name) => name.startsWith('__xss')))).toEqual([])
})

test('without storage a file opens for the session, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { get: () => undefined })
  })
  await openSearch(page)
  await drop(page, GAP)
  await expect(spans(page)).toBeVisible()
  await expect(page.getByText('The browser does not let this page keep files')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'The file of this trace is not here' })).toBeVisible()
})

test('with storage full a file opens for the session, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await openSearch(page)
  await drop(page, GAP)
  await expect(spans(page)).toBeVisible()
  await expect(page.getByText('The browser has no room to keep it')).toBeVisible()
})

test('a large file shows how far it is and can be cancelled', async ({ page }) => {
  await openSearch(page)
  const bytes = Buffer.from(`${line('checkout/large-slow/jaeger.json')}\n`.repeat(60))
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open trace files' }).click()
  // Reading is held up, so that there is time to look.
  await page.evaluate(() => {
    const real = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...given) {
      const until = performance.now() + 50
      while (performance.now() < until);
      return real.apply(this, given)
    }
  })
  await (await chooser).setFiles([file('large.jsonl', bytes.subarray(0, 45e6)), GAP])
  const dialog = page.getByRole('dialog', { name: 'Opening 2 files' })
  await expect(dialog.getByRole('progressbar', { name: 'Reading large.jsonl' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Opened files' })).toHaveCount(0)
})
