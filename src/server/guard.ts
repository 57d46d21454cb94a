import { hostname } from 'node:os'
import type { MiddlewareHandler } from 'hono'

/**
 * Refuses what a foreign web page could make a browser send here: requests under a name that is not ours (DNS rebinding: the
 * attacker's name resolves to this machine) and writes from another origin.
 */
export function guard(allowed: (host: string) => boolean): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!allowed(host)) {
      return c.text(
        `Refused: this server does not answer for the host "${host.slice(0, 100)}" (ALLOWED_HOSTS names others).\n`,
        403,
      )
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isSameOrigin(c.req.raw.headers, host)) {
      return c.text('Refused: a write from another origin.\n', 403)
    }
    return next()
  }
}

/** Browsers send Origin with every write; a request without one is not a page's (curl, a script on this machine). */
function isSameOrigin(headers: Headers, host: string): boolean {
  const origin = headers.get('origin')
  if (origin !== null) return origin === `http://${host}` || origin === `https://${host}`
  const site = headers.get('sec-fetch-site')
  return site === null || site === 'same-origin' || site === 'none'
}

/**
 * Which Host headers are ours. On a loopback address: loopback names alone. Bound to more: also any literal IP address (a name is
 * needed for rebinding), this machine's name, the bound name, and `extra` (`*` for any, when something in front checks).
 */
export function allowHosts(boundHost: string, extra: readonly string[]): (host: string) => boolean {
  const names = new Set([...extra, boundHost].map((name) => name.toLowerCase()))
  const open = !isLoopback(boundHost)
  if (open) names.add(hostname().toLowerCase())
  return (host) => {
    if (extra.includes('*')) return true
    const name = hostName(host)
    if (name === null) return false
    return isLoopback(name) || names.has(name) || (open && isAddress(name))
  }
}

/** The name in a Host header, lower case, without port and brackets; null when it is none. */
function hostName(host: string): string | null {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]\\]+))(?::\d{1,5})?$/i.exec(host)
  return parts ? (parts[1] ?? parts[2]).toLowerCase().replace(/\.$/, '') : null
}

const isAddress = (name: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(':')

export function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}
