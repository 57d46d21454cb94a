import type { Locator, Page } from '@playwright/test'
import { traceIdOf } from '../fixtures.ts'
import type { PageName } from './faultTable.ts'

interface PageUnderTest {
  readonly path: string
  /** The requests for its own data. */
  readonly api: RegExp
  /** What is there once the data is. */
  readonly ready: (page: Page) => Locator
}

const trace = traceIdOf('doc-pipeline/gap-201')
const fast = traceIdOf('checkout/basic-fast')
const slow = traceIdOf('checkout/basic-slow')

export const UNDER_TEST: Readonly<Record<PageName, PageUnderTest>> = {
  search: {
    path: '/search?service=document-service&lookback=2d&limit=20',
    api: /\/api\/traces\?/,
    ready: (page) => page.getByRole('list', { name: 'Traces' }),
  },
  trace: {
    path: `/trace/${trace}`,
    api: /\/api\/traces\//,
    ready: (page) => page.getByRole('treegrid', { name: 'Spans' }),
  },
  compare: {
    path: `/trace/${fast}...${slow}`,
    api: /\/api\/traces\//,
    ready: (page) => page.getByRole('heading', { name: /took .* longer/ }),
  },
  dependencies: {
    path: '/dependencies',
    api: /\/api\/dependencies/,
    ready: (page) => page.getByRole('grid').or(page.getByRole('table')).first(),
  },
}
