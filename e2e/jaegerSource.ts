import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ensureJaeger } from '../scripts/ensureJaeger.ts'
import { loadRecordedTraces, startJaeger } from '../scripts/realJaeger.ts'

// The projects `jaeger` and `jaeger-v3`: a real Jaeger filled with the recorded traces, and Lacuna on it at each given port, such as
// `20001 20002:otlp`: what follows the colon is the API that the page is told to speak. The ports open last and in order, so whoever
// waits for the last one finds everything in place.
const root = fileURLToPath(new URL('..', import.meta.url))
const ensured = await ensureJaeger()
if ('missing' in ensured) throw new Error(ensured.missing)
const jaeger = await startJaeger({ binary: ensured.path })
let isStopping = false
const stop = async (code: number) => {
  if (isStopping) return
  isStopping = true
  for (const lacuna of lacunas) lacuna.kill('SIGTERM')
  await jaeger.stop()
  process.exit(code)
}
const lacunas: ChildProcess[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0))
try {
  const count = await loadRecordedTraces(jaeger, fileURLToPath(new URL('../fixtures/traces', import.meta.url)))
  console.log(`Jaeger at ${jaeger.url} holds ${count} traces`)
  for (const [port, api] of process.argv.slice(2).map((text) => text.split(':'))) {
    const args = ['build/lacuna.mjs', 'serve', '--port', port, '--jaeger', jaeger.url, ...(api ? ['--api', api] : [])]
    const lacuna = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
    lacunas.push(lacuna)
    lacuna.once('exit', (code) => void stop(code ?? 1))
    await waitForPort(`http://localhost:${port}/lacuna/source.json`)
  }
} catch (error) {
  console.error(error)
  await stop(1)
}

async function waitForPort(url: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
  }
  throw new Error(`Lacuna does not answer at ${url}`)
}
