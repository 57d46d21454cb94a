import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { run } from './run.ts'

// `npm run sbom`: what is in the built page and server, as CycloneDX.
const root = fileURLToPath(new URL('..', import.meta.url))

export interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
}

export interface Sbom {
  readonly bomFormat: string
  readonly metadata: { readonly component: { name: string } }
  components: Component[]
}

/** The packages that the sources (not their tests) import by name: all of them end up in the bundles. */
export function importedPackages(): ReadonlySet<string> {
  const names = new Set<string>()
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'((?:@[\w.-]+\/)?[\w-][\w.-]*)[^']*'/g)) {
      names.add(specifier)
    }
  }
  return names
}

/** The runtime dependencies with all that they depend on, and what is bundled though it is only installed for the build. */
export async function buildSbom(): Promise<Sbom> {
  const sbom = await npmSbom(['--omit', 'dev'])
  const whole = await npmSbom([])
  const imported = importedPackages()
  const has = (name: string) => sbom.components.some((component) => component.name === name)
  sbom.components.push(...whole.components.filter(({ name }) => imported.has(name) && !has(name)))
  // npm names the folder.
  sbom.metadata.component.name = 'lacuna'
  return sbom
}

async function npmSbom(args: readonly string[]): Promise<Sbom> {
  const { code, stdout, stderr } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx', ...args], { cwd: root })
  if (code !== 0) throw new Error(`npm sbom failed: ${stderr}`)
  return JSON.parse(stdout) as Sbom
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sbom = await buildSbom()
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(join(root, 'build/sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)
  console.log(`build/sbom.cdx.json: ${sbom.components.length} components`)
}
