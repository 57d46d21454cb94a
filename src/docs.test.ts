import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Every page that a reader may open: what is in Git, or would be. */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))

/** Without code, in which brackets are no links. */
const proseOf = (path: string): string =>
  readFileSync(join(ROOT, path), 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '))

/** As GitHub names a heading: lower case, no punctuation, spaces as hyphens, a number behind the second of a name. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  const text = readFileSync(join(ROOT, path), 'utf8').replace(/^```[\s\S]*?^```/gm, '')
  for (const [, heading] of text.matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replace(/ /g, '-')
    let name = slug
    for (let next = 1; anchors.has(name); next++) name = `${slug}-${next}`
    anchors.add(name)
  }
  return anchors
}

interface Link {
  readonly text: string
  readonly target: string
  readonly isImage: boolean
}

const linksOf = (path: string): Link[] =>
  [...proseOf(path).matchAll(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g)].map(([, bang, text, target]) => ({
    text,
    target,
    isImage: bang === '!',
  }))

test.each(pages)('every link and picture of %s leads somewhere', (path) => {
  const dead = linksOf(path).flatMap(({ text, target, isImage }) => {
    if (/^(https?|mailto):/.test(target)) return []
    if (isImage && text.trim() === '') return [`${target}: a picture without words`]
    const [file, anchor] = target.split('#')
    const to = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file)))
    if (!existsSync(join(ROOT, to))) return [target]
    return anchor !== undefined && !anchorsOf(to).has(anchor) ? [target] : []
  })
  expect(dead).toEqual([])
})

test('every page of docs/ is reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) {
    for (const { target } of linksOf(path)) {
      if (/^\w+:/.test(target)) continue
      const to = normalize(join(dirname(path), target.split('#')[0]))
      if (to.endsWith('.md') && existsSync(join(ROOT, to))) reached.add(to)
      // A link to a folder shows all that is in it.
      if (existsSync(join(ROOT, to)) && statSync(join(ROOT, to)).isDirectory())
        for (const page of pages) if (dirname(page) === to.replace(/\/$/, '')) reached.add(page)
    }
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([])
})

test('every picture is shown somewhere', () => {
  const shown = new Set(
    pages.flatMap((path) => linksOf(path).map(({ target }) => normalize(join(dirname(path), target)))),
  )
  const pictures = execFileSync('git', ['ls-files', 'docs/images'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
  expect(pictures.filter((picture) => !shown.has(picture))).toEqual([])
})
