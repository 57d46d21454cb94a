let configured: readonly unknown[] = []

/** Takes Jaeger UI's `linkPatterns`, as JSON (`<meta name="lacuna-link-patterns">`); anything but a list means none. */
export function configureLinkPatterns(json: string | null | undefined): void {
  if (!json) return
  try {
    const value: unknown = JSON.parse(json)
    configured = Array.isArray(value) ? value : []
  } catch {
    configured = []
  }
}

/** Not read yet: `url/linkPatterns.ts` does that. */
export const configuredLinkPatterns = (): readonly unknown[] => configured
