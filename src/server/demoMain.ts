import { serve } from '@hono/node-server'
import { join } from 'node:path'
import { createDemoApi } from './demo/demoApi.ts'
import { DEMO_SOURCE } from './source.ts'
import { projectRoot } from './projectRoot.ts'

/** `npm run demo-api -- --port 5620`: the demo's API alone, for work on the page with vite. */
const at = process.argv.indexOf('--port')
const port = at > 0 ? Number(process.argv[at + 1]) : 5620
const api = createDemoApi({ folder: join(projectRoot(), 'fixtures/traces') })
api.get('/lacuna/source.json', (c) => c.json(DEMO_SOURCE))
serve({ fetch: api.fetch, port, hostname: '127.0.0.1' }, () => console.log(`demo API at http://127.0.0.1:${port}/api/`))
