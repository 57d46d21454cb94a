import { run } from './run.ts'

export type AuditAnswer =
  | { readonly kind: 'clean'; readonly text: string }
  | { readonly kind: 'vulnerable'; readonly text: string }
  /** The registry gave no answer: nothing is known, and nothing has failed. */
  | { readonly kind: 'unanswered'; readonly text: string }

const FROM = ['high', 'critical']

/**
 * Asks the registry for known advisories about what ships. High and critical ones fail; lower ones are said. A registry that is not there
 * (offline, or a mirror without the audit endpoint) cannot fail a run.
 */
export async function audit(root: string): Promise<AuditAnswer> {
  const { stdout, stderr } = await run(
    'npm',
    ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'],
    {
      cwd: root,
    },
  )
  return readAudit(stdout, stderr)
}

/** What `npm audit --json` said; its exit code alone does not tell an advisory from a failure. */
export function readAudit(stdout: string, stderr = ''): AuditAnswer {
  let answer: unknown
  try {
    answer = JSON.parse(stdout)
  } catch {
    return { kind: 'unanswered', text: firstLine(stderr) || firstLine(stdout) || 'npm audit said nothing' }
  }
  const {
    metadata,
    vulnerabilities = {},
    message,
    error,
  } = answer as {
    metadata?: { vulnerabilities?: Record<string, number> }
    vulnerabilities?: Record<string, { severity: string }>
    message?: string
    error?: { summary?: string }
  }
  const counts = metadata?.vulnerabilities
  if (!counts)
    return { kind: 'unanswered', text: firstLine(message ?? error?.summary ?? '') || 'no counts in the answer' }
  const grave = Object.entries(vulnerabilities).filter(([, { severity }]) => FROM.includes(severity))
  if (grave.length > 0) {
    return { kind: 'vulnerable', text: grave.map(([name, { severity }]) => `${name}: ${severity}`).join('\n') }
  }
  return { kind: 'clean', text: `${counts.total ?? 0} advisories below high` }
}

const firstLine = (text: string) => text.trim().split('\n', 1)[0].slice(0, 200)
