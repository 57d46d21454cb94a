import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { defineConfig } from '@playwright/test'

// Own ports for each run, known to the workers too, so that runs do not meet.
process.env.LACUNA_E2E_PORT ??= String(20_000 + (process.pid % 10_000) * 2)
const demoPort = Number(process.env.LACUNA_E2E_PORT)
const jaegerPort = demoPort + 1

// `npm test` makes sure of both and says what is missing. Alone: what is on the PATH.
const sources = (process.env.LACUNA_E2E_SOURCES ?? 'demo,jaeger').split(',')
const chromium =
  process.env.CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'google-chrome'].map((name) => join(folder, name)))
    .find(existsSync)

/** What does not depend on the source runs once. */
const DEMO_ONLY = ['faults.spec.ts', 'fuzz.spec.ts']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  // A second try on a busy machine; what needed one is reported as flaky.
  retries: process.env.CI === 'true' ? 1 : 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: sources.map((name) => ({
    name,
    testIgnore: name === 'demo' ? [] : DEMO_ONLY,
    use: { baseURL: `http://localhost:${name === 'demo' ? demoPort : jaegerPort}` },
  })),
  webServer: sources.map((name) =>
    name === 'demo'
      ? { command: `node build/lacuna.mjs serve --demo --port ${demoPort}`, port: demoPort, timeout: 20_000 }
      : {
          command: `node --import tsx e2e/jaegerSource.ts ${jaegerPort}`,
          port: jaegerPort,
          timeout: 300_000,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 8_000 },
        },
  ),
})
