import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

interface Source {
  readonly folder: string
  /** What the module exports. */
  readonly entry: string
  readonly output: string
  readonly options: readonly string[]
}

const src = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url))

/** No runtime: nothing is freed one by one. Block copies. */
const COMMON = ['--noAssert', '--runtime', 'stub', '--enable', 'bulk-memory']

const SCANNER: Source = {
  folder: src('formats/assembly'),
  entry: 'scanner.ts',
  output: src('formats/assembly/build/scanner.wasm'),
  // 16 bytes at a time.
  options: [...COMMON, '-O3', '--enable', 'simd'],
}

const KERNELS: Source = {
  folder: src('kernels'),
  entry: 'assembly.ts',
  output: src('kernels/build/kernels.wasm'),
  // An index out of bounds is a trap, without words.
  options: [...COMMON, '-O3', '--use', 'abort='],
}

/** Compiles AssemblyScript to WebAssembly unless that has been done since it changed. Throws with the compiler's words. */
async function build({ folder, entry, output, options }: Source): Promise<string> {
  const written = statSync(output, { throwIfNoEntry: false })
  const isNew = (path: string) => written !== undefined && written.mtimeMs > statSync(path).mtimeMs
  const sources = readdirSync(folder).filter((name) => /^\w+\.ts$/.test(name))
  const all = [...sources.map((name) => join(folder, name)), fileURLToPath(import.meta.url)]
  if (all.every(isNew)) return output
  const { default: asc } = await import('assemblyscript/asc')
  let binary: Uint8Array | null = null
  const { error, stderr } = await asc.main([entry, '--outFile', 'built.wasm', ...options], {
    readFile(asked) {
      // The compiler adds the extension, TypeScript's imports have it.
      const name = asked.replace(/\.ts\.ts$/, '.ts')
      return sources.includes(name) ? readFileSync(join(folder, name), 'utf8') : null
    },
    writeFile: (_, contents) => {
      binary = typeof contents === 'string' ? null : contents
    },
    listFiles: () => [],
  })
  if (error || binary === null) throw new Error(`${entry} does not compile to WebAssembly\n${stderr.toString()}`)
  mkdirSync(dirname(output), { recursive: true })
  // Two that compile at once each write a whole file.
  writeFileSync(`${output}.${process.pid}`, binary)
  renameSync(`${output}.${process.pid}`, output)
  return output
}

const compile = async (source: Source): Promise<WebAssembly.Module> =>
  new WebAssembly.Module(new Uint8Array(readFileSync(await build(source))))

/** The scanner and the kernels, for tests and benches. */
export const compileScanner = (): Promise<WebAssembly.Module> => compile(SCANNER)
export const compileKernels = (): Promise<WebAssembly.Module> => compile(KERNELS)

/** Has both compiled before anything imports them. */
export function wasmPlugin(): Plugin {
  return {
    name: 'wasm',
    async buildStart() {
      await build(SCANNER)
      await build(KERNELS)
    },
    configureServer({ watcher, ws }) {
      watcher.on('change', async (path) => {
        const changed = [SCANNER, KERNELS].find(({ folder }) => dirname(path) === folder)
        if (!changed) return
        await build(changed)
        ws.send({ type: 'full-reload' })
      })
    },
  }
}
