import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** Path below src/ (`model/trace.ts`) → text. */
type Sources = ReadonlyMap<string, string>

interface Room {
  readonly allowed: ReadonlySet<string>
  /** Rooms of which only types may be imported. */
  readonly typesOnly: ReadonlySet<string>
}

interface Import {
  readonly from: string
  readonly typeOnly: boolean
}

/** AssemblyScript adds the extension by itself, and WebAssembly offers what its first file exports. */
const ASSEMBLY = /^(formats\/assembly\/|kernels\/assembly\.ts$)/
const REACT_ROOMS = ['main.tsx', 'saved.ts', 'app', 'screens', 'ui']
const DOM_ROOMS = [...REACT_ROOMS, 'paint']
const SRC = dirname(fileURLToPath(import.meta.url))

/** What only a page has. A page's own address (`document.baseURI`) is no more than a text; a local called `window` is a time range. */
const DOM_NAMES = new RegExp(
  [
    String.raw`(?<![\w.$'"])document\s*\.(?!baseURI\b)`,
    String.raw`(?<![\w.$'"])window\.(add|remove|inner|outer|location|document|scroll|match|get|open|history|device|on|visual)`,
    String.raw`\b(HTML\w*Element|SVG\w*Element|OffscreenCanvas|CanvasRenderingContext2D|getComputedStyle|requestAnimationFrame)\b`,
  ].join('|'),
)

/** The rooms of the table in src/README.md: `| room | holds | may import |`. */
function readTable(markdown: string): ReadonlyMap<string, Room> {
  const rooms = new Map<string, Room>()
  for (const line of markdown.split('\n')) {
    const cells = /^\|\s*`([\w.]+)\/?`\s*\|[^|]*\|([^|]*)\|\s*$/.exec(line)
    if (!cells) continue
    const names = cells[2].split(/[\s,]+/).filter((name) => /\w/.test(name))
    const typesOnly = names.filter((name) => name.endsWith('(types)')).map((name) => name.replace('(types)', ''))
    const allowed = names.map((name) => name.replace('(types)', ''))
    rooms.set(cells[1], { allowed: new Set([cells[1], ...allowed]), typesOnly: new Set(typesOnly) })
  }
  return rooms
}

/** `model/trace.ts` is in `model`, a file directly below src/ is a room of its own. */
const roomOf = (path: string) => path.split('/')[0]
const isTest = (path: string) => /\.test\.tsx?$/.test(path)

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
const withoutStrings = (text: string) => text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

function readImports(text: string): Import[] {
  const code = withoutComments(text)
  const statements = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]/gm
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g
  const imports: Import[] = []
  for (const match of code.matchAll(statements)) imports.push({ from: match[2], typeOnly: match[1] !== undefined })
  for (const match of code.matchAll(dynamic)) imports.push({ from: match[1], typeOnly: false })
  return imports
}

/** Every breach of the plan, one line each. */
function findViolations(sources: Sources, rooms: ReadonlyMap<string, Room>): string[] {
  const violations: string[] = []
  for (const [path, text] of sources) {
    const room = roomOf(path)
    const rules = rooms.get(room)
    if (/(^|\/)index\.tsx?$/.test(path)) violations.push(`${path}: a barrel's name; name it after what it exports`)
    if (isTest(path)) continue
    if (!rules) {
      violations.push(`${path}: no line in the table for "${room}"`)
      continue
    }
    if (path.endsWith('.tsx') && !REACT_ROOMS.includes(room)) violations.push(`${path}: components do not live here`)
    if (DOM_NAMES.test(withoutStrings(withoutComments(text))) && !DOM_ROOMS.includes(room)) {
      violations.push(`${path}: touches the DOM`)
    }
    const reExports = /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\s/m.test(withoutComments(text))
    if (reExports && !ASSEMBLY.test(path)) {
      violations.push(`${path}: re-exports; import from the file itself`)
    }
    for (const { from, typeOnly } of readImports(text)) {
      if (!from.startsWith('.')) {
        if (/^react(-dom)?(\/|$)/.test(from) && !REACT_ROOMS.includes(room)) violations.push(`${path}: imports ${from}`)
        continue
      }
      const target = posix.normalize(posix.join(posix.dirname(path), from))
      if (target.startsWith('..')) {
        violations.push(`${path}: imports ${from}, outside src/`)
        continue
      }
      if (!/\.(ts|tsx|css|json|wasm)(\?\w+)?$/.test(target) && !ASSEMBLY.test(path))
        violations.push(`${path}: imports ${from} without its extension`)
      if (isTest(target)) violations.push(`${path}: imports the test ${target}`)
      const targetRoom = roomOf(target)
      if (!rules.allowed.has(targetRoom)) violations.push(`${path}: ${room} may not import ${targetRoom} (${from})`)
      else if (rules.typesOnly.has(targetRoom) && !typeOnly) {
        violations.push(`${path}: ${room} may import only types of ${targetRoom} (${from})`)
      }
      const [screen, otherScreen] = [screenOf(path), screenOf(target)]
      if (screen && otherScreen && screen !== otherScreen) violations.push(`${path}: imports the page ${otherScreen}`)
    }
  }
  return violations
}

function screenOf(path: string): string | null {
  const parts = path.split('/')
  return parts[0] === 'screens' && parts.length > 2 ? parts[1] : null
}

function readSources(folder: string): Sources {
  const sources = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    sources.set(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8'))
  }
  return sources
}

const rooms = readTable(readFileSync(join(SRC, 'README.md'), 'utf8'))

describe('the plan of src/', () => {
  test('the table names every room, and every room it names exists or is allowed for', () => {
    expect([...rooms.keys()].sort().join(' ')).toBe(
      'analysis app configuration data formats kernels layout lib main.tsx model paint report saved.ts screens server ui url worker',
    )
    for (const [room, { allowed }] of rooms) {
      for (const other of allowed) expect(rooms.has(other), `${room} names "${other}"`).toBe(true)
    }
    expect([...rooms.get('lib')!.allowed]).toEqual(['lib'])
  })

  test('the sources keep to it', () => {
    const sources = readSources(SRC)
    expect(sources.size).toBeGreaterThan(20)
    expect(findViolations(sources, rooms)).toEqual([])
  })
})

describe('a planted violation is caught', () => {
  const planted: [what: string, path: string, text: string, complaint: RegExp][] = [
    ['upwards', 'model/a.ts', `import { x } from '../analysis/x.ts'`, /model may not import analysis/],
    ['sideways', 'lib/a.ts', `import { x } from '../model/x.ts'`, /lib may not import model/],
    ['over several lines', 'lib/a.ts', `import {\n  x,\n  y,\n} from '../model/x.ts'`, /lib may not import model/],
    ['a type', 'paint/a.ts', `import type { X } from '../analysis/x.ts'`, /paint may not import analysis/],
    ['a re-export', 'layout/a.ts', `export { x } from '../analysis/x.ts'`, /re-exports/],
    ['a barrel', 'layout/a.ts', `export * from './x.ts'`, /re-exports/],
    ["a barrel's name", 'layout/index.ts', `export const a = 1`, /barrel/],
    ['loaded later', 'ui/a.ts', `const x = await import('../data/x.ts')`, /ui may not import data/],
    ['for its effect', 'lib/a.ts', `import '../model/x.ts'`, /lib may not import model/],
    ['a value where types are allowed', 'data/a.ts', `import { x } from '../worker/x.ts'`, /only types of worker/],
    ['another page', 'screens/trace/a.ts', `import { x } from '../search/x.ts'`, /imports the page search/],
    ['the app from a page', 'screens/trace/a.ts', `import { x } from '../../app/x.ts'`, /screens may not import app/],
    ['the server from a page', 'screens/trace/a.ts', `import { x } from '../../server/x.ts'`, /may not import server/],
    ['more than mounting', 'main.tsx', `import { x } from './data/x.ts'`, /main.tsx may not import data/],
    ['React in an analysis', 'analysis/a.ts', `import { useMemo } from 'react'`, /imports react/],
    ['a component in data', 'data/A.tsx', `export const A = 1`, /components do not live here/],
    ['the document in layout', 'layout/a.ts', `const x = document.title`, /touches the DOM/],
    ['an element in data', 'data/a.ts', `export const f = (x: HTMLElement) => x`, /touches the DOM/],
    ['a canvas in the worker', 'worker/a.ts', `export const c = new OffscreenCanvas(1, 1)`, /touches the DOM/],
    ['no extension', 'lib/a.ts', `import { x } from './x'`, /without its extension/],
    ['a test', 'lib/a.ts', `import { x } from './x.test.ts'`, /imports the test/],
    ['outside', 'lib/a.ts', `import { x } from '../../scripts/x.ts'`, /outside src/],
    ['a new room', 'utils/a.ts', `export const a = 1`, /no line in the table/],
  ]
  test.each(planted)('%s', (_, path, text, complaint) => {
    const violations = findViolations(new Map([[path, text]]), rooms)
    expect(violations.join('\n')).toMatch(complaint)
  })

  test('and what is allowed is left alone', () => {
    const allowed = new Map([
      ['data/a.ts', `import type { X } from '../worker/x.ts'\nimport { y } from '../model/y.ts'`],
      [
        'screens/trace/A.tsx',
        `import { useState } from 'react'\nimport { x } from './parts/x.ts'\ndocument.title = ''`,
      ],
      ['lib/a.ts', `// document.title is not touched\nexport const text = 'window.name', word = "document."`],
      ['lib/a.test.ts', `import { x } from '../analysis/x.ts'`],
    ])
    expect(findViolations(allowed, rooms)).toEqual([])
  })
})
