/** Where the data comes from, as the page is told in `/lacuna/source.json`. Never holds credentials. */
export interface Source {
  readonly kind: 'demo' | 'jaeger'
  readonly label: string
  /** The Jaeger's address without credentials; null for the demo. */
  readonly url: string | null
}

export const DEMO_SOURCE: Source = { kind: 'demo', label: 'Demo: recorded traces', url: null }
