import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inlineScriptHashes, renderPage, withoutPrefix } from './page.ts'

const HTML = `<base href="/" data-inject-target="BASE_URL" /><script>go()</script><script src="x.js"></script>
<script type="application/json" id="lacuna-config"></script>`

test('only scripts that run are named in the policy', () => {
  // printf 'go()' | openssl dgst -sha256 -binary | base64
  expect(inlineScriptHashes(HTML)).toEqual([`'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='`])
})

test('a configuration cannot leave its block, whatever it holds, and arrives as it was', () => {
  const configuration = { menu: [{ label: '</script><script>alert(1)</script><!--', url: "$& $1 $'" }] }
  const page = renderPage(HTML, { configuration })
  const [, block] = /id="lacuna-config">([\s\S]*?)<\/script>/.exec(page)!
  expect(JSON.parse(block)).toEqual(configuration)
  expect(inlineScriptHashes(page)).toEqual(inlineScriptHashes(HTML))
  expect(renderPage(HTML, {})).toContain('id="lacuna-config">{}</script>')
})

test('the API is named where the page looks for it', () => {
  const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8')
  expect(renderPage(html, { api: 'otlp' })).toContain('<meta name="lacuna-api" content="otlp" />')
  expect(renderPage(html, {})).toContain('<meta name="lacuna-api" content="" />')
})

test('a page for an address that is none looks for no prefix', () => {
  expect(withoutPrefix(HTML)).toContain('<base href="/" />')
})
