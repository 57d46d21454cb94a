import { expect, test } from 'vitest'
import { runInSlices } from './slices.ts'

const SLOW_MS = 10
const REST_MS = 50

/** What is done, with a stroke where the task ends; steps last longer than a slice. */
async function work(steps: number, calledOffAfter = Infinity): Promise<string[]> {
  const abort = new AbortController()
  const seen: string[] = []
  let done = 0
  const step = () => {
    const until = performance.now() + SLOW_MS
    while (performance.now() < until);
    seen.push('step')
    queueMicrotask(() => seen.push('|'))
    if (++done === calledOffAfter) abort.abort()
    return done === steps
  }
  await new Promise<void>((resolve) => {
    const onDone = () => {
      seen.push('done')
      resolve()
    }
    runInSlices(step, onDone, abort.signal)
    abort.signal.addEventListener('abort', () => setTimeout(resolve, REST_MS))
  })
  return seen
}

test('a slow step is a task, and so is what follows the last', async () => {
  expect(await work(3)).toEqual(['step', '|', 'step', '|', 'step', '|', 'done'])
})

test('what is called off, between two steps or after the last, goes no further', async () => {
  expect(await work(3, 1)).toEqual(['step', '|'])
  expect(await work(1, 1)).toEqual(['step', '|'])
})
