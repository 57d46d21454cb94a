import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { defineConfig } from '@playwright/test'

// Own ports for each run, known to the workers too, so that runs do not meet: so many from here on, one for each source.
process.env.LACUNA_E2E_PORT ??= String(20_000 + (process.pid % 5_000) * 8)
const firstPort = Number(process.env.LACUNA_E2E_PORT)
const portOf = { demo: firstPort, jaeger: firstPort + 1, 'jaeger-v3': firstPort + 2 } as const
type Source = keyof typeof portOf

// `npm test` makes sure of all and says what is missing. Alone: what is on the PATH.
const asked = (process.env.LACUNA_E2E_SOURCES ?? 'demo,jaeger,jaeger-v3,deploy').split(',')
// `deploy` starts what it tests itself: every way to run Lacuna.
const sources = asked.filter((name) => name !== 'deploy') as Source[]
// One Jaeger serves both its APIs; the page is told at each port which to speak.
const jaegerPorts = sources.flatMap((name) =>
  name === 'jaeger' ? [String(portOf.jaeger)] : name === 'jaeger-v3' ? [`${portOf['jaeger-v3']}:otlp`] : [],
)
const chromium =
  process.env.CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium-headless-shell', 'chromium', 'google-chrome'].map((name) => join(folder, name)))
    .find(existsSync)

/** What starts its own servers. */
const DEPLOY = ['deploy.spec.ts', 'embed.spec.ts', 'configuration.spec.ts']

/** What does not depend on the source runs once. */
const DEMO_ONLY = [
  'grafana.spec.ts',
  'guide.spec.ts',
  'faults.spec.ts',
  'fuzz.spec.ts',
  'hardening.spec.ts',
  'locale.spec.ts',
  'longRun.spec.ts',
  'palette.spec.ts',
  'a11y.spec.ts',
  'journey.spec.ts',
  'keyboard.spec.ts',
  'extremes.spec.ts',
  'firstLoad.spec.ts',
  'slowBody.spec.ts',
]

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  // Two more tries on a busy machine; what needed one is reported as flaky.
  retries: process.env.CI === 'true' ? 2 : 0,
  // A busy machine is not a fault: what is waited for comes, only later.
  timeout: process.env.CI === 'true' ? 120_000 : 45_000,
  expect: { timeout: process.env.CI === 'true' ? 25_000 : 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] },
    screenshot: 'only-on-failure',
    // A recording of every test costs a third of the time.
    trace: 'on-first-retry',
  },
  projects: [
    ...sources.map((name) => ({
      name,
      testIgnore: name === 'demo' ? DEPLOY : [...DEPLOY, ...DEMO_ONLY],
      use: { baseURL: `http://localhost:${portOf[name]}` },
    })),
    ...(asked.includes('deploy') ? [{ name: 'deploy', testMatch: DEPLOY }] : []),
  ],
  webServer: [
    ...(sources.includes('demo')
      ? [
          {
            command: `node build/lacuna.mjs serve --demo --port ${portOf.demo}`,
            port: portOf.demo,
            timeout: 20_000,
          },
        ]
      : []),
    ...(jaegerPorts.length > 0
      ? [
          {
            command: `node --import tsx e2e/jaegerSource.ts ${jaegerPorts.join(' ')}`,
            // The last one opens last.
            port: parseInt(jaegerPorts[jaegerPorts.length - 1], 10),
            timeout: 300_000,
            gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 8_000 },
          },
        ]
      : []),
  ],
})
