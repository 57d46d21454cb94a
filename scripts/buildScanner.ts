import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const FOLDER = fileURLToPath(new URL('../src/formats/assembly', import.meta.url))
const ENTRY = 'jaegerSpans.ts'
const OUTPUT = join(FOLDER, 'build/jaegerSpans.wasm')

/** Of what is here: no runtime (nothing is ever freed), 16 bytes at a time, block copies. */
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory']

/** Compiles the WebAssembly scanner unless that has been done since it changed. Throws with the compiler's words. */
async function buildScanner(): Promise<string> {
  const written = statSync(OUTPUT, { throwIfNoEntry: false })
  const isNew = (path: string) => written !== undefined && written.mtimeMs > statSync(path).mtimeMs
  const sources = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))
  const all = [...sources.map((name) => join(FOLDER, name)), fileURLToPath(import.meta.url)]
  if (all.every(isNew)) return OUTPUT
  const { default: asc } = await import('assemblyscript/asc')
  let binary: Uint8Array | null = null
  const { error, stderr } = await asc.main([ENTRY, '--outFile', 'jaegerSpans.wasm', ...OPTIONS], {
    readFile: (name) => (sources.includes(name) ? readFileSync(join(FOLDER, name), 'utf8') : null),
    writeFile: (_, contents) => {
      binary = typeof contents === 'string' ? null : contents
    },
    listFiles: () => [],
  })
  if (error || binary === null) throw new Error(`the WebAssembly scanner does not compile\n${stderr.toString()}`)
  mkdirSync(dirname(OUTPUT), { recursive: true })
  // Two that compile at once each write a whole file.
  writeFileSync(`${OUTPUT}.${process.pid}`, binary)
  renameSync(`${OUTPUT}.${process.pid}`, OUTPUT)
  return OUTPUT
}

/** The scanner for tests and benches. */
export const compileScanner = async (): Promise<WebAssembly.Module> =>
  new WebAssembly.Module(new Uint8Array(readFileSync(await buildScanner())))

/** Has the scanner compiled before anything imports it. */
export function scannerPlugin(): Plugin {
  return { name: 'scanner', buildStart: async () => void (await buildScanner()) }
}
