import { queryOptions } from '@tanstack/react-query'
import * as v from 'valibot'
import { apiBase, isOurServer } from './configuration.ts'
import { getJson } from './http.ts'
import { urlOf } from './traceRequest.ts'

/** Where the page's traces come from, as its header says. */
export interface Source {
  readonly kind: 'demo' | 'jaeger'
  readonly demo: boolean
  /** `localhost:16686`, `Demo`. */
  readonly name: string
  /** One sentence for a hover. */
  readonly description: string
  readonly url: string | null
}

const SourceFile = v.object({
  kind: v.picklist(['demo', 'jaeger']),
  label: v.string(),
  url: v.optional(v.nullable(v.string())),
})

/** `npm start` tells at `/lacuna/source.json`. Under any other server (Jaeger itself, nginx) it is the page's own origin. */
export const sourceQuery = () =>
  queryOptions({
    queryKey: ['source'],
    queryFn: async ({ signal }) =>
      readSource(
        isOurServer() ? await getJson(urlOf('lacuna/source.json'), { signal, timeoutMs: 5_000 }) : { ok: false },
        new URL(apiBase()).host,
      ),
    staleTime: Infinity,
  })

export function readSource(answer: { readonly ok: boolean; readonly value?: unknown }, host: string): Source {
  const file = v.safeParse(SourceFile, answer.value)
  if (!answer.ok || !file.success) {
    return {
      kind: 'jaeger',
      demo: false,
      name: host,
      description: `Traces from the server of this page, ${host}`,
      url: null,
    }
  }
  const { kind, label, url = null } = file.output
  if (kind === 'demo')
    return {
      kind,
      demo: true,
      name: label,
      description: 'Recorded example traces. Start with --jaeger URL to see your own.',
      url,
    }
  return { kind, demo: false, name: label, description: `Traces from ${url ?? label}`, url }
}
