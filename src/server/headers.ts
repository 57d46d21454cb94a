import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { MiddlewareHandler } from 'hono'

export interface PolicyOptions {
  /** Who may embed the page. */
  readonly frameAncestors: string
  /** The page's own inline scripts, by their hashes. */
  readonly scriptHashes?: readonly string[]
  /** Where an API is that is not at the page's origin. */
  readonly apiOrigin?: string | null
}

/**
 * WebAssembly is compiled for reading traces (ADR 8); no text becomes JavaScript. No inline script but the page's own, no inline style, nothing from elsewhere. React's `style` goes through CSSOM, which this
 * allows.
 */
export function contentSecurityPolicy({ frameAncestors, scriptHashes = [], apiOrigin = null }: PolicyOptions): string {
  return [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scriptHashes].join(' '),
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    apiOrigin === null ? "connect-src 'self'" : `connect-src 'self' ${apiOrigin}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')
}

/** A backend's answer is data: even when it is a page, it must not run at our origin. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

export function securityHeaders(policy: string): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (c.res === RESPONSE_ALREADY_SENT) return
    for (const [name, value] of Object.entries(COMMON_HEADERS)) c.header(name, value)
    const isData = c.req.path === '/api' || c.req.path.startsWith('/api/')
    c.header('content-security-policy', isData ? DATA_POLICY : policy)
  }
}
