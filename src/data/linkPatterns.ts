/** Jaeger UI's `linkPatterns` as configured, not read yet: `<meta name="lacuna-link-patterns">` holds them as JSON. */
export function configuredLinkPatterns(): readonly unknown[] {
  try {
    const text = document.querySelector('meta[name="lacuna-link-patterns"]')?.getAttribute('content')
    const value: unknown = JSON.parse(text || '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
