import { parseJaegerUrl } from './jaegerProxy.ts'
import type { JaegerTarget } from './jaegerProxy.ts'

/** Where the data comes from, as the page is told in `/lacuna/source.json`. Never holds credentials. */
export interface Source {
  readonly kind: 'demo' | 'jaeger'
  readonly label: string
  /** The Jaeger's address without credentials; null for the demo. */
  readonly url: string | null
}

export const DEMO_SOURCE: Source = { kind: 'demo', label: 'Demo: recorded traces', url: null }

export type ChosenSource = {
  readonly source: Source
  readonly target: JaegerTarget | null
  readonly warning: string | null
}

export const DEMO_CHOSEN: ChosenSource = { source: DEMO_SOURCE, target: null, warning: null }

const USUAL_JAEGER = 'http://localhost:16686'

/**
 * The Jaeger that was named, reachable or not; else one that answers at localhost:16686; else the demo.
 * Null when the named address is no http(s) URL.
 */
export async function chooseSource(named: string | null): Promise<ChosenSource | null> {
  if (named !== null) {
    const target = parseJaegerUrl(named)
    if (!target) return null
    const answers = await probeJaeger(target, 2_000)
    const warning = answers ? null : `No Jaeger answers at ${target.url} yet; the page will say so and try again.`
    return { source: jaegerSource(target), target, warning }
  }
  const usual = parseJaegerUrl(USUAL_JAEGER)!
  if (await probeJaeger(usual, 700)) return { source: jaegerSource(usual), target: usual, warning: null }
  return DEMO_CHOSEN
}

function jaegerSource(target: JaegerTarget): Source {
  return { kind: 'jaeger', label: `Jaeger at ${target.url.replace(/^https?:\/\//, '')}`, url: target.url }
}

/** Judged by content, not by status: a Jaeger answers unknown paths with its page and 200, and so do many others. */
export async function probeJaeger(target: JaegerTarget, timeoutMs: number): Promise<boolean> {
  const headers: Record<string, string> = target.authorization === null ? {} : { authorization: target.authorization }
  const signal = AbortSignal.timeout(timeoutMs)
  const answers = ['/api/services', '/api/v3/services'].map(async (path) => {
    try {
      const body: unknown = await (await fetch(target.url + path, { headers, signal, redirect: 'manual' })).json()
      if (typeof body !== 'object' || body === null) return false
      return ('data' in body && (Array.isArray(body.data) || body.data === null)) || 'services' in body
    } catch {
      return false
    }
  })
  return (await Promise.all(answers)).includes(true)
}
