import { readFileSync } from 'node:fs'
import type { Configuration } from '../configuration/configuration.ts'
import { readConfiguration } from '../configuration/readConfiguration.ts'

export type ConfigurationFile =
  | {
      /** As it came: the page reads it again, and tells its reader what is wrong. */
      readonly raw: unknown
      readonly configuration: Configuration
      readonly problems: readonly string[]
    }
  | { readonly error: string }

/** The file that `--config` names. One that is missing or no JSON keeps the server from starting; a wrong key does not. */
export function readConfigurationFile(path: string): ConfigurationFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return { error: `The configuration ${path} cannot be read: ${error instanceof Error ? error.message : error}` }
  }
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    return { error: `The configuration ${path} is not JSON: ${error instanceof Error ? error.message : error}` }
  }
  const { configuration, problems } = readConfiguration(raw)
  return { raw, configuration, problems: problems.map(({ message }) => message) }
}
