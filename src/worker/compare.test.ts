import { expect, test, vi } from 'vitest'
import { nextTask } from '../lib/nextTask.ts'
import { drawTrace } from '../model/drawTrace.ts'
import { listAttributeChanges } from './compare.ts'

const withCalls = (version: string) =>
  drawTrace(`
    root     ==========
${Array.from({ length: 200 }, () => `      call   .=         v:${version}`).join('\n')}
  `)

test('while the tags of all pairs are read, other questions are answered', async () => {
  let nowMs = 0
  // Each look at the clock finds it a slice later.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 100))
  const order: string[] = []
  const [a, b] = ['1', '2'].map((version) => ({ key: version, loaded: withCalls(version) }))
  const reading = listAttributeChanges(a, b, { clocks: 'raw', minGapUs: null }).then((changes) => {
    order.push('tags')
    return changes
  })
  const other = nextTask().then(() => order.push('other'))
  expect((await reading).shown).toMatchObject([{ key: 'v', a: '1', b: '2' }])
  await other
  expect(order).toEqual(['other', 'tags'])
  clock.mockRestore()
})
