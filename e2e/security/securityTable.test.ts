import { expect, test } from 'vitest'
import { formatSecurityDoc } from './securityTable.ts'

// After a change of the table: `npx vitest run e2e -u`.
test('docs/security.md is the table that the browser tests run through', async () => {
  await expect(formatSecurityDoc()).toMatchFileSnapshot('../../docs/security.md')
})
