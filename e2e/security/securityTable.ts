/** What was tried against the page and its server, and what happened: each row is a test of `hardening.spec.ts` by its name. */
export const IN_THE_PAGE = {
  'the policy on every page':
    'only `self`; neither `unsafe-inline` nor `unsafe-eval` (WebAssembly may be compiled); no objects; frames only by the same origin; `nosniff`, `no-referrer`',
  'inline scripts, inline handlers, eval, inline styles, foreign images and requests': 'refused by the browser, each',
  'a hostile trace in the search': 'names are text in list, plot and suggestions; nothing runs',
  'a hostile trace in the timeline and in all details':
    'every value is text; only `http` and `https` become links, with `noopener noreferrer`',
  'a hostile trace as flame chart': 'nothing runs',
  'a hostile trace as table': 'nothing runs',
  'a hostile trace as logs': 'nothing runs',
  'a hostile trace as graph': 'nothing runs',
  'a hostile trace compared': 'nothing runs, in the tree, the costs, and the attributes',
  'a hostile trace in the dependencies': 'nothing runs',
  'a hostile trace exported': 'Markdown has no live HTML and no `javascript:` link, JSON is valid, secrets are masked',
  'right-to-left overrides':
    'isolated on every page, in lists, menus and details: what stands beside a name keeps its order; left out of sentences and of the tab’s name',
  'prototype keys': '`__proto__`, `constructor`, `toString` are keys like any other; nothing is polluted',
  'requests to third parties': 'none, from any page',
} as const

export const AT_THE_SERVER = {
  'foreign Host headers (DNS rebinding)': '403 for each of a dozen spellings, on pages, files and data alike',
  'writes from another origin': '403, whether by Origin, by `Origin: null` or by Sec-Fetch-Site',
  'paths outside of `/api/`': 'never passed on, however they are spelt: dots, encoded dots and slashes, backslashes',
  'absolute request targets and `//host`': 'the one configured backend is asked, or nobody; the named host never',
  'several Host headers, Host with a path or credentials': 'refused',
  'a redirect by the backend': 'not followed: 502 that says where it led, without credentials',
  'a WebSocket upgrade, CONNECT': 'not passed on',
  'headers of the reader': 'cookies and authorization of localhost are not passed on to the backend',
  'headers of the backend': 'its cookies, policies, CORS and login pop-ups do not reach the page',
  'a web page by the backend': 'arrives as data under `sandbox`: it cannot run at our origin, opened by itself either',
  'credentials in the address of the Jaeger': 'used for requests, and in no answer of the server',
  'files outside of the page’s folder': '404, or the page; never a file',
} as const

const rows = (table: Readonly<Record<string, string>>) =>
  Object.entries(table)
    .map(([name, happens]) => `| ${name} | ${happens} |`)
    .join('\n')

/** docs/security.md, whole. */
export const formatSecurityDoc = (): string => `# What was tried against it

Lacuna shows text that others wrote, from a backend that often has no login, on a machine with other secrets. Each row is a test in
[hardening.spec.ts](../e2e/hardening.spec.ts), in a real browser and with raw sockets; this page is written from the same
[table](../e2e/security/securityTable.ts).

## In the page

The [hostile trace](../e2e/security/hostileTrace.ts) has scripts, HTML, event handlers, \`javascript:\` and \`data:\` links, template and Markdown syntax,
right-to-left overrides, control characters and prototype keys in every name, key and value.

| tried | what happens |
|---|---|
${rows(IN_THE_PAGE)}

## At the server

| tried | what happens |
|---|---|
${rows(AT_THE_SERVER)}

## What it does not do

There is no login and no TLS: by default the server listens on loopback only. With \`HOST\` set, put a proxy with a login in front
([setup](troubleshooting.md#refused-this-server-does-not-answer-for-the-host-)). Whoever can reach the page can read what the Jaeger behind it stores.

## Dependencies

\`npm test\` asks the registry for known advisories (\`npm audit\`): one of severity *high* or above in what ships fails the run; a registry that cannot be
reached is said, and fails nothing. \`npm run sbom\` writes \`build/sbom.cdx.json\` (CycloneDX): every runtime dependency, and what is bundled with them.
`
