// `npm run screenshots`: takes the pictures of the README and of the guide again, from the built page on the demo's traces.
import { spawn } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { ensureChromium } from './ensureChromium.ts'
import { run } from './run.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'docs/images')
const PORT = 5681

const UPLOAD = '662207646adce1456023969896f6a30b'
const INSIGHTS = 'e06de4a497f7bc707addef78fa49b219'
const SKEWED = '539373a4d93909a980b8de1e3d98c430'
const FAST = '7c2d0fe72012910b8e76886d22d08d4d'
const SLOW = '302bfc7002210266c9f8367ee1cd97c6'

interface Picture {
  readonly name: string
  readonly path: string
  readonly dark?: true
  /** Resolves when the page shows what the picture is about. */
  readonly ready: (page: Page) => Promise<unknown>
}

const spans = (page: Page) => page.getByRole('treegrid').getByRole('row').nth(3).waitFor()
const openGap = (name: RegExp) => async (page: Page) => {
  await page.getByRole('region', { name: 'Findings' }).getByRole('button', { name }).first().click()
  await page.getByRole('region', { name: 'Details' }).waitFor()
}

const PICTURES: readonly Picture[] = [
  {
    name: 'search',
    path: '/search?service=api-gateway&lookback=2h&limit=100',
    ready: (page) => page.getByRole('list', { name: 'Traces' }).getByRole('checkbox').nth(5).waitFor(),
  },
  { name: 'gap', path: `/trace/${UPLOAD}`, ready: openGap(/between document.extract_text and document.chunk/) },
  { name: 'gap-dark', path: `/trace/${UPLOAD}`, dark: true, ready: openGap(/between document.extract_text/) },
  { name: 'insights', path: `/trace/${INSIGHTS}`, ready: spans },
  { name: 'clocks', path: `/trace/${SKEWED}?clocks=corrected`, ready: spans },
  { name: 'clocks-raw', path: `/trace/${SKEWED}?clocks=raw`, ready: spans },
  { name: 'compare', path: `/trace/${FAST}...${SLOW}`, ready: spans },
  {
    name: 'dependencies',
    path: '/dependencies?service=checkout-service&up=1&down=2',
    ready: (page) => page.getByRole('table', { name: 'Edges' }).getByRole('row').nth(1).waitFor(),
  },
]

const only = process.argv.slice(2)
const found = await ensureChromium()
if ('missing' in found) throw new Error(found.missing)
mkdirSync(FOLDER, { recursive: true })
const server = spawn(process.execPath, ['build/lacuna.mjs', 'serve', '--demo', '--port', String(PORT)], { cwd: ROOT })
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] })
try {
  await new Promise((resolve) => server.stdout.once('data', resolve))
  for (const picture of PICTURES) if (only.length === 0 || only.includes(picture.name)) await take(picture)
} finally {
  await browser.close()
  server.kill()
}

async function take({ name, path, dark, ready }: Picture): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  })
  await page.goto(`http://localhost:${PORT}${path}`)
  await ready(page)
  await page.mouse.move(2, 2) // no cursor line, no hovered row
  await page.waitForTimeout(1000) // findings, the graph's layout and the services come after the first rows
  const file = join(FOLDER, `${name}.png`)
  await page.screenshot({ path: file })
  await page.close()
  await shrink(file)
  console.log(`${name}.png ${Math.round(statSync(file).size / 1000)} kB`)
}

/** 256 colours are enough for a page like this; without pngquant the picture stays as it is. */
async function shrink(file: string): Promise<void> {
  const small = `${file}.small`
  const { code } = await run('pngquant', ['--speed', '1', '--strip', '--output', small, '--force', '256', file])
  if (code === 0) renameSync(small, file)
  else rmSync(small, { force: true })
}
