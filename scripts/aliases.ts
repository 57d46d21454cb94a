import { fileURLToPath } from 'node:url'

/** The page's code is written for React and runs on Preact: docs/adr/0005-preact.md tells why. */
const REACT_AS_PREACT = [
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react$/, replacement: 'preact/compat' },
]

/** Its package names the build with warnings for developers as the only one there is; the one without is beside it. */
const ROUTER_WITHOUT_WARNINGS = {
  find: /^react-router$/,
  replacement: fileURLToPath(new URL('../node_modules/react-router/dist/production/index.mjs', import.meta.url)),
}

/** What imports mean in the built page. */
export const ALIASES = [...REACT_AS_PREACT, ROUTER_WITHOUT_WARNINGS]
