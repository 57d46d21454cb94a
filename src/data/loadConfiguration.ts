import { DEFAULT_CONFIGURATION } from '../configuration/configuration.ts'
import { readConfiguration, type ReadConfiguration } from '../configuration/readConfiguration.ts'
import { looksLikeHtml } from '../lib/serverMessage.ts'
import type { ConfigurationState, PageConfiguration, RunUiConfig } from './configuration.ts'
import { setDefaultTimeZone } from './preferences.ts'
import { urlOf } from './traceRequest.ts'

const TIMEOUT_MS = 5_000
const NOTHING: ReadConfiguration = { configuration: DEFAULT_CONFIGURATION, problems: [] }

/**
 * From the page itself, from the Jaeger that serves it (then `runUiConfig` is given), or from `config.json` beside it. Never fails:
 * problems are told.
 */
export async function loadConfiguration(
  { inline, jaegerUi }: PageConfiguration,
  runUiConfig: RunUiConfig | null,
): Promise<ConfigurationState> {
  const read =
    inline !== '' ? readText(inline) : runUiConfig ? await readJaegerUi(jaegerUi, runUiConfig) : await fetchFile()
  for (const { message } of read.problems) console.warn(`Lacuna's configuration: ${message}`)
  setDefaultTimeZone(read.configuration.timeZone)
  return { jaegerVersion: runUiConfig ? readVersion(jaegerUi) : null, ...read }
}

const refuse = (message: string): ReadConfiguration => ({ ...NOTHING, problems: [{ path: '', message }] })

function readText(text: string): ReadConfiguration {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    return refuse(`It is not JSON (${error instanceof Error ? error.message : String(error)}): nothing of it is used.`)
  }
  return readConfiguration(raw)
}

/** No file, an empty one, or a server that answers every path with the page: there is no configuration. */
async function fetchFile(): Promise<ReadConfiguration> {
  try {
    const answer = await fetch(urlOf('config.json'), { signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-cache' })
    const text = await answer.text()
    if (!answer.ok || text.trim() === '' || looksLikeHtml(text)) return NOTHING
    return readText(text)
  } catch {
    return refuse('config.json could not be loaded: the defaults are used.')
  }
}

/** `JAEGER_CONFIG = {…};` of a `.json` file, or the function of a `.js` file. */
async function readJaegerUi(lines: string, runUiConfig: RunUiConfig): Promise<ReadConfiguration> {
  if (/function\s+UIConfig\s*\(/.test(lines)) {
    try {
      return readConfiguration(await runUiConfig(lines))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return refuse(
        `Jaeger's UI configuration is JavaScript that failed (${why}): the defaults are used. A .json file always works.`,
      )
    }
  }
  const json = /^\s*JAEGER_CONFIG = (.*);\s*$/m.exec(lines)?.[1]
  return json === undefined || json === 'DEFAULT_CONFIG' ? NOTHING : readText(json)
}

function readVersion(lines: string): string | null {
  try {
    const version = JSON.parse(/^\s*JAEGER_VERSION = (.*);\s*$/m.exec(lines)?.[1] ?? '{}')
    return typeof version.gitVersion === 'string' && version.gitVersion !== '' ? version.gitVersion : null
  } catch {
    return null
  }
}
