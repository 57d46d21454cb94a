import { expect, test } from 'vitest'
import { formatFaultDoc } from './faultTable.ts'

// After a change of the table: `npx vitest run e2e -u`.
test('docs/faults.md is the table that the browser tests run through', async () => {
  await expect(formatFaultDoc()).toMatchFileSnapshot('../../docs/faults.md')
})
