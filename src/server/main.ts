import { join } from 'node:path'
import { projectRoot } from './projectRoot.ts'

const USAGE = `Usage: lacuna serve [--jaeger URL] [--port N]      the page, on this machine
       lacuna explain <source> [<source>]          where a trace's time went, as text
`

/** The command line: `lacuna.mjs serve|explain …`. Each command is loaded only when asked for. */
const [command = 'serve', ...args] = process.argv.slice(2)
if (command === 'serve') {
  const { serveMain } = await import('./serveMain.ts')
  await serveMain(args, { dist: join(projectRoot(), 'dist') })
} else if (command === 'explain') {
  const { explainMain } = await import('./explainMain.ts')
  process.exitCode = await explainMain(args)
} else {
  process.stderr.write(USAGE)
  process.exitCode = 2
}
