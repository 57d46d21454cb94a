import { expect, test, traceIdOf } from './fixtures.ts'

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

test('from each page to each other there is one page at a time', async ({ page }) => {
  test.slow()
  const pages = ['Search', 'Compare', 'Dependencies']
  for (const from of pages) {
    for (const to of pages) {
      // Afresh, so that the code of what follows is not here yet.
      await page.goto(`/trace/${traceIdOf('checkout/basic-fast')}`)
      for (const name of [from, to]) {
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
        await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page')
        await expect(page.getByRole('progressbar', { name: 'Loading the page' })).toHaveCount(0)
        await expect(page.locator('h1')).toHaveCount(1)
      }
    }
  }
})

test('who turns back before a page’s code is here finds the page they left', async ({ page }) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/static\/(compare|dependencies|NotFound)-[^/]*\.js$/, async (route) => {
    await held
    await route.continue().catch(() => {})
  })
  await page.goto('/search')
  await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
  for (const leave of [
    () => page.getByRole('link', { name: 'Compare', exact: true }).click(),
    () => page.getByRole('link', { name: 'Dependencies', exact: true }).click(),
    () => page.evaluate(() => history.pushState({}, '', '/nowhere')),
  ]) {
    await leave()
    await page.goBack()
    await expect(page.getByRole('button', { name: 'Find traces' })).toBeVisible()
    await expect(page.locator('h1')).toHaveCount(1)
  }
  release()
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Compare two traces' })).toBeVisible()
})
