import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buildSbom, importedPackages } from './sbom.ts'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

const read = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))

test('the bill of materials has every runtime dependency, and whatever else the sources import, at its version', async () => {
  const sbom = await buildSbom()
  expect(sbom.bomFormat).toBe('CycloneDX')
  expect(sbom.metadata.component.name).toBe('lacuna')
  const lock = read('package-lock.json') as Lock
  const listed = new Map(sbom.components.map(({ name, version }) => [name, version]))
  const wanted = [...Object.keys(read('package.json').dependencies), ...importedPackages()].filter(
    (name) => lock.packages[`node_modules/${name}`],
  )
  expect(wanted).toContain('elkjs')
  for (const name of wanted) expect(listed.get(name), name).toBe(lock.packages[`node_modules/${name}`].version)
  // What the dependencies themselves bring.
  expect(listed.size).toBeGreaterThan(wanted.length)
  expect(listed.has('vitest')).toBe(false)
}, 60_000)
