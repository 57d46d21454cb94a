import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readConfiguration } from '../configuration/readConfiguration.ts'
import { COMMON_HEADERS, DATA_POLICY, contentSecurityPolicy } from './headers.ts'
import { inlineScriptHashes } from './page.ts'
import { projectRoot } from './projectRoot.ts'

// What is written down in deploy/ and docs/run/ a second time must say what the sources say, and every variable must be explained.

const read = (path: string) => readFileSync(join(projectRoot(), path), 'utf8')
const unique = (texts: readonly string[]) => [...new Set(texts)].sort()

/** The names in the first cells of a page's tables: `` | `NAME`, `OTHER` | ``. */
const tableNames = (page: string) =>
  [...read(page).matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map((name) => name[1]),
  )

/** `${NAME}` and `${NAME:-default}`, but not the `$${…}` of Grafana itself. */
const expanded = (text: string) =>
  [...text.replace(/^\s*#.*$/gm, '').matchAll(/(?<!\$)\$\{([A-Z]\w+)(?::-[^}]*)?\}/g)].map((match) => match[1])

const shellBlocks = (page: string) => [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1])

test('nginx sends the same headers as our own server, with the hash of the page’s script', () => {
  const conf = read('deploy/nginx/lacuna.conf')
  const scriptHashes = inlineScriptHashes(read('index.html'))
  expect(scriptHashes).toHaveLength(1)
  expect(conf).toContain(`default "${contentSecurityPolicy({ frameAncestors: "'self'", scriptHashes })}";`)
  expect(conf).toContain(`"${DATA_POLICY}";`)
  for (const [name, value] of Object.entries(COMMON_HEADERS)) {
    const line = new RegExp(`add_header ${name} "?${value.replace(/[()]/g, '\\$&')}"? always;`, 'i')
    expect(conf, name).toMatch(line)
  }
})

test('the page carries each line that a Jaeger rewrites, once', () => {
  const html = read('index.html')
  // The expressions of Jaeger's own static handler, v1.76 and main.
  for (const pattern of [
    /JAEGER_CONFIG *= *DEFAULT_CONFIG;/g,
    /^\s*\/\/\s*JAEGER_CONFIG_JS.*\n.*/gim,
    /JAEGER_VERSION *= *DEFAULT_VERSION;/g,
    /JAEGER_STORAGE_CAPABILITIES *= *DEFAULT_STORAGE_CAPABILITIES;/g,
    /JAEGER_BACKEND_CAPABILITIES *= *DEFAULT_BACKEND_CAPABILITIES;/g,
    /<base href="\/"/g,
  ]) {
    expect(html.match(pattern), String(pattern)).toHaveLength(1)
  }
})

describe('Dockerfile', () => {
  const lines = read('deploy/docker/Dockerfile')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `))
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))

  test('known instructions; two stages of named, versioned images; what runs installs nothing', () => {
    const KNOWN = ['ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'RUN', 'USER', 'WORKDIR']
    expect(unique(lines.map((line) => line.split(' ')[0])).filter((name) => !KNOWN.includes(name))).toEqual([])
    expect(of('FROM')).toHaveLength(2)
    for (const from of of('FROM')) expect(from).toMatch(/^FROM [\w./-]+:(?!latest)\S+( AS \w+)?$/)
    expect(last.filter((line) => line.startsWith('RUN '))).toEqual([])
    expect(of('RUN')[0]).toContain('npm ci')
  })

  test('what changes rarely comes first; nothing built or installed here goes along; it can tell that it is well', () => {
    const packages = lines.findIndex((line) => line.startsWith('COPY package.json package-lock.json'))
    const install = lines.findIndex((line) => line.startsWith('RUN npm ci'))
    expect([packages, install, lines.indexOf('COPY . .')].every((at, i, all) => at > (all[i - 1] ?? -1))).toBe(true)
    const ignored = read('deploy/docker/Dockerfile.dockerignore').split('\n')
    for (const name of ['.git', 'node_modules', 'dist', 'build']) expect(ignored).toContain(name)
    expect(of('HEALTHCHECK')).toHaveLength(1)
    expect(of('FROM').join(' ')).toContain('${NODE_VERSION}')
    const [, version] = /^ARG NODE_VERSION=(\d+)$/m.exec(lines.join('\n'))!
    expect(Number(version)).toBeGreaterThanOrEqual(
      parseFloat(/[\d.]+/.exec(JSON.parse(read('package.json')).engines.node)![0]),
    )
  })

  test('an unprivileged user by number, since Kubernetes cannot check a name; commands without a shell', () => {
    const user = last.findIndex((line) => line.startsWith('USER '))
    expect(last[user]).toMatch(/^USER [1-9]\d*:[1-9]\d*$/)
    expect(last.slice(user).some((line) => line.startsWith('COPY '))).toBe(false)
    for (const line of [...of('ENTRYPOINT'), ...of('CMD')])
      expect(() => JSON.parse(line.replace(/^\w+ /, ''))).not.toThrow()
    expect(() => JSON.parse(of('HEALTHCHECK')[0].replace(/^.* CMD /, ''))).not.toThrow()
  })

  test('what is copied exists, and is what the packed command carries', () => {
    const copied = last.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.match(/\/src\/\S+/g) ?? [])
    const names = copied.map((path) => path.replace('/src/', ''))
    const { files } = JSON.parse(read('package.json')) as { files: string[] }
    for (const name of names) expect(files.includes(name) || existsSync(join(projectRoot(), name)), name).toBe(true)
    for (const name of ['build', 'dist', 'fixtures/traces']) {
      expect(names).toContain(name)
      expect(files).toContain(name)
    }
  })
})

describe('compose and Kubernetes', () => {
  const compose = parse(read('deploy/docker/compose.yaml'), { strict: true })
  const documents = parseAllDocuments(read('deploy/kubernetes/lacuna.yaml'), { strict: true })
  const manifests = documents.map((document) => document.toJS())
  const [config, deployment, service] = manifests
  const sidecar = deployment.spec.template.spec.containers.find(({ name }: { name: string }) => name === 'lacuna')

  test('Lacuna runs with a read-only root, without privileges, on a Jaeger of the same file', () => {
    expect(Object.keys(compose.services)).toEqual(['jaeger', 'hotrod', 'lacuna'])
    const { lacuna } = compose.services
    expect([lacuna.read_only, lacuna.cap_drop, lacuna.security_opt]).toEqual([
      true,
      ['ALL'],
      ['no-new-privileges:true'],
    ])
    expect(lacuna.environment.JAEGER_URL).toContain('http://jaeger:16686')
    expect(existsSync(join(projectRoot(), 'deploy/docker', lacuna.build.context, lacuna.build.dockerfile))).toBe(true)
    for (const { ports = [] } of Object.values(compose.services) as { ports?: string[] }[])
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(sidecar.securityContext).toMatchObject({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('names, labels, ports and mounts of the manifest fit together', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([])
    expect(manifests.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment', 'Service'])
    const labels = deployment.spec.template.metadata.labels
    expect([deployment.spec.selector.matchLabels, service.spec.selector]).toEqual([labels, labels])
    const ports = deployment.spec.template.spec.containers.flatMap(
      (container: { ports: { name: string; containerPort: number }[] }) => container.ports,
    )
    for (const { targetPort, port } of service.spec.ports)
      expect(ports).toContainEqual({ name: targetPort, containerPort: port })
    for (const probe of [sidecar.readinessProbe, sidecar.livenessProbe])
      expect([probe.httpGet.path, probe.httpGet.port]).toEqual(['/lacuna/source.json', 'lacuna'])
    expect(deployment.spec.template.spec.volumes[0].configMap.name).toBe(config.metadata.name)
    expect(sidecar.volumeMounts[0].name).toBe(deployment.spec.template.spec.volumes[0].name)
    expect(`${sidecar.volumeMounts[0].mountPath}/${Object.keys(config.data)[0]}`).toBe('/etc/lacuna/config.json')
    expect(JSON.stringify(sidecar.env)).toContain('/etc/lacuna/config.json')
    // What the server reads of its environment can be set in each way to run it.
    const server = read('src/server/serveMain.ts').match(/process\.env\.(\w+)/g)!
    for (const name of unique(server.map((text) => text.slice(12)))) {
      if (name === 'HOST' || name === 'PORT') continue // the image's own
      expect(Object.keys(compose.services.lacuna.environment)).toContain(name)
      expect(sidecar.env.map((each: { name: string }) => each.name)).toContain(name)
    }
    for (const { name, securityContext } of deployment.spec.template.spec.containers)
      expect(securityContext, name).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } })
  })

  test('their configurations are read without complaint', () => {
    expect(readConfiguration(JSON.parse(config.data['config.json'])).problems).toEqual([])
    expect(readConfiguration(JSON.parse(read('deploy/docker/config.json'))).problems).toEqual([])
  })

  test('every variable is documented, and every documented one is used', () => {
    const environment = Object.values(compose.services).flatMap((each) =>
      Object.keys((each as { environment?: object }).environment ?? {}),
    )
    const dockerfile = read('deploy/docker/Dockerfile')
    const image = [...dockerfile.matchAll(/(?:^ARG|^ENV|^ {4}) ?([A-Z_]+)=/gm)].map((match) => match[1])
    expect(unique(tableNames('docs/run/container.md'))).toEqual(
      unique([...expanded(read('deploy/docker/compose.yaml')), ...environment, ...image]),
    )
    expect(unique(tableNames('docs/run/kubernetes.md'))).toEqual(
      unique(sidecar.env.map(({ name }: { name: string }) => name)),
    )
    const server = read('src/server/serveMain.ts')
      .match(/process\.env\.(\w+)/g)!
      .map((name) => name.slice(12))
    expect(unique(tableNames('docs/run/command.md'))).toEqual(unique(server))
  })
})

describe('Grafana', () => {
  const files = readdirSync(join(projectRoot(), 'deploy/grafana'))

  test('every file parses, and every variable is documented', () => {
    const used: string[] = []
    for (const file of files) {
      const text = read(`deploy/grafana/${file}`)
      expect(file.endsWith('.json') ? JSON.parse(text) : parse(text, { strict: true }), file).toBeTypeOf('object')
      if (file.endsWith('.yaml')) used.push(...expanded(text))
      expect(read('docs/grafana.md'), file).toContain(file)
    }
    expect(unique(tableNames('docs/grafana.md'))).toEqual(unique(used))
  })

  test('derived fields by label and by expression, each with a link to Lacuna; a correlation that says what it needs', () => {
    const [loki] = parse(read('deploy/grafana/loki.yaml')).datasources
    const fields = loki.jsonData.derivedFields
    expect(unique(fields.map(({ matcherType }: { matcherType: string }) => matcherType))).toEqual(['label', 'regex'])
    for (const { name, matcherRegex, url } of fields) {
      expect(() => new RegExp(matcherRegex), name).not.toThrow()
      expect(url).toBe('${LACUNA_URL}/trace/$${__value.raw}')
    }
    const [{ type, config }] = loki.correlations
    expect(type).toBe('external')
    expect(config.target.url).toBe(`\${LACUNA_URL}/trace/$\${${config.transformations[0].mapValue}}`)
    expect(config.field).toBe(config.transformations[0].field)
  })

  test('the dashboard’s data sources are those that are provisioned', () => {
    const dashboard = JSON.parse(read('deploy/grafana/lacuna-traces.json'))
    const uids = ['loki.yaml', 'traces.yaml'].flatMap((file) =>
      parse(read(`deploy/grafana/${file}`)).datasources.map(({ uid }: { uid: string }) => uid),
    )
    for (const { datasource } of dashboard.panels) expect(uids).toContain(datasource.uid)
  })
})

describe('the pages in docs/run', () => {
  const pages = readdirSync(join(projectRoot(), 'docs/run')).map((name) => `docs/run/${name}`)

  test('name files and npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    for (const page of pages) {
      for (const block of shellBlocks(page)) {
        for (const [path] of block.matchAll(/(?<![\w/.:])deploy\/[\w./-]+/g))
          expect(existsSync(join(projectRoot(), path)), `${page}: ${path}`).toBe(true)
        for (const [, script] of block.matchAll(/npm run (\w+)/g)) expect(scripts, page).toHaveProperty(script)
      }
      for (const [, link] of read(page).matchAll(/\]\(([^)#:]+)(?:#[\w-]+)?\)/g))
        expect(existsSync(join(projectRoot(), 'docs/run', link)), `${page}: ${link}`).toBe(true)
    }
  })

  test('the tarball is called what npm pack calls it; copying twice gives the same', () => {
    const { name, version } = JSON.parse(read('package.json'))
    expect(read('docs/run/command.md')).toContain(`./${name}-${version}.tgz`)
    // `cp -r dist folder` into a folder that is there already makes folder/dist.
    for (const page of pages) for (const block of shellBlocks(page)) expect(block, page).not.toMatch(/cp -r dist /)
  })

  test('inside Jaeger: the configuration is YAML, and its UI’s part is read without complaint', () => {
    const page = read('docs/run/jaeger.md')
    const query = parse(/```yaml\n([\s\S]*?)```/.exec(page)![1], { strict: true }).extensions.jaeger_query
    expect(Object.keys(query)).toEqual(['storage', 'base_path', 'ui'])
    expect(Object.keys(query.ui)).toEqual(['assets_path', 'config_file'])
    expect(readConfiguration(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1])).problems).toEqual([])
  })
})
