import { expect, test } from 'vitest'
import { countErrors, countHidden } from './hidden.ts'
import { planOf, spanNamed, viewPicture } from './pictureRows.ts'

test('counts errors and gaps below a span, not its own error and not its neighbours', () => {
  const view = viewPicture(`
    root      ====================  error
      a       ==========            error
        b      ===                  error
        c          ===
      d                 ====        error
  `)
  const { trace } = view
  const of = (name: string) => countHidden(spanNamed(trace, name), trace, view.gaps, planOf(view), countErrors(trace))
  expect(of('root')).toEqual({ errors: 3, gaps: 4 })
  expect(of('a')).toEqual({ errors: 1, gaps: 3 })
  expect(of('d')).toEqual({ errors: 0, gaps: 0 })
})

test('its own wait in a queue is not hidden', () => {
  const view = viewPicture(`
    send     ==              producer
      take   .....====       @worker consumer
        work  ......=
  `)
  const { trace } = view
  expect(countHidden(spanNamed(trace, 'take'), trace, view.gaps, planOf(view), countErrors(trace)).gaps).toBe(2)
})
