import { expect, test } from './fixtures.ts'

test('the page loads without complaint and says which source it is on', async ({ page, source }) => {
  const answer = await page.goto('/')
  expect(answer!.headers()['content-security-policy']).toContain("default-src 'self'")
  await expect(page).toHaveURL(/\/search/)
  await expect(page.getByText(source === 'demo' ? /demo/i : /Jaeger at 127\.0\.0\.1/).first()).toBeVisible()
})

test('the policy refuses inline script and script from text', async ({ page, complaints }) => {
  complaints.allow(/CSP|Content Security Policy|violates|Refused/i)
  await page.goto('/')
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.ranInline = true'
    document.head.append(script)
    return 'ranInline' in window
  })
  expect(ran).toBe(false)
  expect(complaints.all.join('\n')).toMatch(/script-src/)
})
