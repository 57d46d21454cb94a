import { expect, test } from 'vitest'
import { withoutControls } from './withoutControls.ts'

test('overrides, isolates and control characters go; letters of every script stay', () => {
  expect(withoutControls('\u202etxet desrever\u202c \u2066isolate\u2069')).toBe('txet desrever isolate')
  expect(withoutControls('nul\u0000 bell\u0007 escape\u001b[31m')).toBe('nul bell escape[31m')
  for (const name of ['שירות', 'خدمة', 'sök-tjänst-検索', 'a\u200db']) expect(withoutControls(name)).toBe(name)
})
