import { expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { compareTraces } from './diff.ts'
import { diffAttributes } from './diffAttributes.ts'

function changes(pictureA: string, pictureB: string): string[] {
  const [loadedA, loadedB] = [drawTrace(pictureA), drawTrace(pictureB)]
  const { a, b, diff } = compareTraces(loadedA, loadedB, { clocks: 'raw', minGapUs: null })
  return diffAttributes({ trace: a.trace, store: loadedA.store }, { trace: b.trace, store: loadedB.store }, diff).map(
    (change) => `${change.where} ${change.key}: ${change.a} → ${change.b} on ${change.aSpans.length}`,
  )
}

test('one line per change of a value, what changed the same way everywhere first', () => {
  const picture = (version: string, rows: number, threads: number[], flag: string) => `
    root     ==========   @web v:${version}
      a      ==           @web v:${version} thread:${threads[0]}
      b      ...==        @web v:${version} thread:${threads[1]} ${flag}
      c      ......==     @web db.rows:${rows} thread:${threads[2]}
  `
  expect(changes(picture('1.4.1', 20, [1, 2, 3], ''), picture('1.4.2', 40_000, [4, 5, 6], 'flag:on'))).toEqual([
    'tag v: 1.4.1 → 1.4.2 on 3',
    'tag db.rows: 20 → 40000 on 1',
    'tag flag: null → on on 1',
    'tag thread: 1 → 4 on 1',
    'tag thread: 2 → 5 on 1',
    'tag thread: 3 → 6 on 1',
  ])
})

test('processes count once per pair of spans; the same trace has none', () => {
  const picture = (instance: string) => `
    root    ====   @web#${instance}
      a     ==
  `
  expect(changes(picture('1'), picture('2'))).toEqual(['process service.instance.id: web#1 → web#2 on 2'])
  expect(changes(picture('1'), picture('1'))).toEqual([])
})
