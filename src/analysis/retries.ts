import { FLAG } from '../model/trace.ts'
import type { Attribute, LoadedTrace, Trace } from '../model/trace.ts'
import type { RetryChain } from './findings.ts'
import { statementOf } from './statements.ts'

/**
 * The same call tried again after it failed: children of one parent with the same service, operation and target, each
 * beginning after the failed one before it. By the first attempt's start.
 *
 *   account: pay       ====================
 *     POST /payments    ==x                    attempt 1
 *     POST /payments       ···==x              attempt 2, back-off ···
 *     POST /payments             ······===     attempt 3 succeeds
 *
 * Spans that name different targets (another URL, statement or parameter) are other work, not another try. O(spans) plus
 * the attributes of failed spans and their successors.
 */
export function computeRetries({ trace, store }: LoadedTrace): RetryChain[] {
  const { length, parent, flags, subtreeEnd, startUs, endUs } = trace
  const failedUnder = new Uint8Array(length)
  for (let span = 0; span < length; span++)
    if ((flags[span] & FLAG.error) !== 0 && parent[span] >= 0) failedUnder[parent[span]] = 1

  const chains: RetryChain[] = []
  for (let above = 0; above < length; above++) {
    if (failedUnder[above] === 0) continue
    const open = new Map<string, number[]>()
    for (let child = above + 1; child < subtreeEnd[above]; child = subtreeEnd[child]) {
      const failed = (flags[child] & FLAG.error) !== 0
      const key = `${trace.serviceId[child]} ${trace.nameId[child]}`
      const chain = open.get(key)
      const last = chain?.at(-1)
      if (chain && last !== undefined && startUs[child] >= endUs[last] && isSameTarget(child, last)) {
        chain.push(child)
        if (!failed) close(key, chain)
      } else if (failed) {
        if (chain) close(key, chain)
        open.set(key, [child])
      }
    }
    for (const [key, chain] of open) close(key, chain)

    function close(key: string, attempts: readonly number[]) {
      open.delete(key)
      if (attempts.length > 1) chains.push(describe(trace, above, attempts))
    }
  }
  return chains.sort((a, b) => startUs[a.attempts[0]] - startUs[b.attempts[0]] || a.attempts[0] - b.attempts[0])

  function isSameTarget(a: number, b: number): boolean {
    return targetOf(store.attributes(trace.record[a])) === targetOf(store.attributes(trace.record[b]))
  }
}

function describe({ startUs, endUs, flags }: Trace, parent: number, attempts: readonly number[]): RetryChain {
  let backoffUs = 0
  for (let i = 1; i < attempts.length; i++) backoffUs += startUs[attempts[i]] - endUs[attempts[i - 1]]
  return { parent, attempts, backoffUs, succeeded: (flags[attempts[attempts.length - 1]] & FLAG.error) === 0 }
}

const TARGET_KEYS = new Set([
  'url.full',
  'http.url',
  'http.target',
  'url.path',
  'http.route',
  'peer.service',
  'server.address',
  'messaging.message.id',
])

/** What a call was for, as far as its attributes say: equal for two attempts at the same thing. */
function targetOf(attributes: readonly Attribute[]): string {
  const parts = attributes
    .filter(({ key }) => TARGET_KEYS.has(key) || key.startsWith('param.'))
    .map(({ key, value }) => `${key}=${value}`)
  return [...parts.sort(), statementOf(attributes) ?? ''].join('\n')
}
