import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BENCHES } from './benches.ts'

const HERE = import.meta.dirname

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    uses: { type: 'string', default: '3' },
    page: { type: 'string', default: 'trace' },
    dist: { type: 'string', default: path.join(HERE, '..', 'dist') },
    api: { type: 'string', default: 'jaeger' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
if (!(values.page in BENCHES)) {
  console.error(`--page is one of: ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
if (values.api !== 'jaeger' && values.api !== 'otlp') {
  console.error('--api is one of: jaeger, otlp')
  process.exit(2)
}
if (!fs.existsSync(path.join(values.dist, 'index.html'))) {
  console.error(`No built page in ${values.dist}: run "npm run build" first.`)
  process.exit(2)
}
const bench = BENCHES[values.page]
const quick = values.quick || values.api === 'otlp'
const { tables, raw } = await bench.run({
  sizes: positionals.length > 0 ? positionals : bench.sizes,
  runs: Number(values.runs),
  uses: quick ? 0 : Math.min(Number(values.uses), Number(values.runs)),
  dist: values.dist,
  data: path.join(HERE, 'data'),
  quick,
  api: values.api,
})
console.log(`\n${tables}`)
if (values.json) fs.writeFileSync(values.json, JSON.stringify(raw, null, 1))
process.exit(0)
