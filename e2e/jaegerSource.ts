import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ensureJaeger } from '../scripts/ensureJaeger.ts'
import { loadRecordedTraces, startJaeger } from '../scripts/realJaeger.ts'

// The project `jaeger`: a real Jaeger filled with the recorded traces, and Lacuna on it at the given port. The port opens last, so
// whoever waits for it finds everything in place.
const root = fileURLToPath(new URL('..', import.meta.url))
const ensured = await ensureJaeger()
if ('missing' in ensured) throw new Error(ensured.missing)
const jaeger = await startJaeger({ binary: ensured.path })
let isStopping = false
const stop = async (code: number) => {
  if (isStopping) return
  isStopping = true
  lacuna?.kill('SIGTERM')
  await jaeger.stop()
  process.exit(code)
}
let lacuna: ReturnType<typeof spawn> | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0))
try {
  const count = await loadRecordedTraces(jaeger, fileURLToPath(new URL('../fixtures/traces', import.meta.url)))
  console.log(`Jaeger at ${jaeger.url} holds ${count} traces`)
  lacuna = spawn(process.execPath, ['build/lacuna.mjs', 'serve', '--port', process.argv[2], '--jaeger', jaeger.url], {
    cwd: root,
    stdio: 'inherit',
  })
  lacuna.once('exit', (code) => void stop(code ?? 1))
} catch (error) {
  console.error(error)
  await stop(1)
}
