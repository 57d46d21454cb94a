/**
 * What the `UIConfig()` of a Jaeger's `ui.config_file` in JavaScript returns. It is the operator's own code, written into the page
 * by the Jaeger that serves it, and runs as Jaeger's own UI would run it; where a content security policy forbids that, this
 * throws. Functions in it (analytics) do not survive.
 */
export function runUiConfig(lines: string): unknown {
  const script = document.createElement('script')
  script.textContent = lines.replace(/^\s*JAEGER_\w+ = .*$/gm, '')
  document.head.append(script)
  script.remove()
  const configure: unknown = Reflect.get(globalThis, 'UIConfig')
  if (typeof configure !== 'function') throw new Error('its script did not run')
  return JSON.parse(JSON.stringify(configure() ?? {}))
}
