import { expect, test } from 'vitest'
import { compareTraces } from '../analysis/diff.ts'
import { undoAdjustments } from '../analysis/undoAdjustments.ts'
import { readBody } from '../formats/readBody.ts'
import { recordedScenarios, recordedVariant, recordedVariants } from '../formats/recordedTruth.ts'
import { isSavedComparison, readSavedComparison, SAVED_HEAD, SAVED_PLACE } from '../formats/savedComparison.ts'
import type { LoadedTrace } from '../model/trace.ts'
import { buildComparison } from '../report/buildComparison.ts'
import { formatComparisonSentence } from '../report/comparisonSentence.ts'
import { saveComparison } from './saveComparison.ts'

const TEMPLATE = `<!doctype html>\n<html><head>${SAVED_HEAD}</head><body>${SAVED_PLACE}<script>1</script></body></html>`
const ABOUT = {
  version: 1,
  address: '/trace/a...b?uiFind=</script><!--',
  page: 'https://lacuna.example/base/',
  savedAt: '2026-11-21T12:00:00.000Z',
} as const

async function readBack(body: Uint8Array): Promise<LoadedTrace> {
  const chunks = async function* () {
    yield body.slice()
  }
  const read = await readBody(chunks())
  if (!read.ok) throw new Error(read.failure.message)
  return undoAdjustments(read.value.traces[0])
}

async function saveAndRead(a: LoadedTrace, b: LoadedTrace): Promise<[LoadedTrace, LoadedTrace]> {
  const page = await saveComparison({ key: 'a', loaded: a }, { key: 'b', loaded: b }, TEMPLATE, ABOUT)
  const saved = readSavedComparison(await page.text())!
  return [await readBack(saved.bodies[0]), await readBack(saved.bodies[1])]
}

const numbersOf = (a: LoadedTrace, b: LoadedTrace) => {
  const comparison = compareTraces(a, b, { clocks: 'auto', minGapUs: null })
  const { attributes: _, ...report } = buildComparison(comparison, { a: a.store, b: b.store })
  return {
    ...report,
    sentence: formatComparisonSentence(comparison),
    views: [comparison.a.clocksView, comparison.b.clocksView],
  }
}

test(
  'every recorded trace, saved beside the checkout, gives the same numbers as before',
  { timeout: 60_000 },
  async () => {
    const checkout = undoAdjustments(recordedVariant('checkout', 'basic-slow').traces[0].loaded)
    let pairs = 0
    for (const { traces } of recordedScenarios().flatMap((scenario) => recordedVariants(scenario))) {
      for (const { loaded } of traces) {
        const trace = undoAdjustments(loaded)
        if (trace.trace.length > 2000) continue
        expect(numbersOf(...(await saveAndRead(checkout, trace)))).toEqual(numbersOf(checkout, trace))
        pairs++
      }
    }
    expect(pairs).toBeGreaterThan(60)
  },
)

test('no secret leaves in the file', async () => {
  const { traces, truth } = recordedVariant('sensitive', 'login-and-pay')
  const page = await saveComparison(
    { key: 'a', loaded: traces[0].loaded },
    { key: 'b', loaded: traces[0].loaded },
    TEMPLATE,
    ABOUT,
  )
  const { bodies } = readSavedComparison(await page.text())!
  const text = await new Response(new Blob([bodies[0]]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
  const secrets = truth.sensitive!.map(({ value }) => value).filter((value) => typeof value === 'string')
  expect(secrets.length).toBeGreaterThan(10)
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([])
  expect(text).toContain('login')
})

test('a trace compared with itself is in the file once; nothing in the address ends the element', async () => {
  const { loaded } = recordedVariant('checkout', 'basic-slow').traces[0]
  const side = { key: 'a', loaded }
  const text = await (await saveComparison(side, side, TEMPLATE, ABOUT)).text()
  expect(text.match(/<\/script>/g)).toHaveLength(2)
  expect(text.match(/<!--/g)).toBeNull()
  const { bodies, ...about } = readSavedComparison(text)!
  expect(bodies).toHaveLength(1)
  expect(about).toEqual(ABOUT)
  expect(isSavedComparison(text.slice(0, 1024))).toBe(true)
})

test('what is no saved comparison, or was cut off, is none', () => {
  for (const text of [
    '',
    '{}',
    'null',
    '<!doctype html><p>x',
    TEMPLATE,
    TEMPLATE.slice(0, 90),
    '{"version":2,"address":"/","bodies":["AA=="]}',
  ])
    expect(readSavedComparison(text)).toBeNull()
  expect(isSavedComparison('<!doctype html><title>Grafana</title>')).toBe(false)
  expect(
    readSavedComparison('{"version":1,"address":"/trace/a...b","page":"javascript:alert(1)","bodies":["AA=="]}')?.page,
  ).toBe('')
})

test('opened again as a file it yields both traces by name, in order, and its address; cut off, a failure', async () => {
  const { readFileTraces } = await import('./readFile.ts')
  const [a, b] = ['basic-slow', 'basic-fast'].map((variant) => recordedVariant('checkout', variant).traces[0].loaded)
  const page = await saveComparison({ key: 'a', loaded: a }, { key: 'b', loaded: b }, TEMPLATE, ABOUT)
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  const read = await readFileTraces(page, 'x.html', options)
  if (!read.ok) throw new Error(read.failure.message)
  const { comparison, names, traces } = read.value
  expect(traces.map(({ loaded }) => loaded.trace.traceId)).toEqual([a.trace.traceId, b.trace.traceId])
  expect(comparison).toEqual({ a: names[0], b: names[1], address: ABOUT.address })
  const text = await page.text()
  for (const end of [text.indexOf('"bodies"') + 300, text.indexOf(']}</script>')]) {
    const cut = await readFileTraces(new Blob([text.slice(0, end)]), 'x.html', options)
    expect(cut).toMatchObject({ ok: false, failure: { message: 'This saved comparison is damaged or cut off.' } })
  }
})
