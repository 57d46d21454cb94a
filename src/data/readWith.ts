import * as v from 'valibot'
import type { LoadFailure, Result } from '../worker/protocol.ts'

/** A JSON answer read by a schema, then made into what the page needs; JSON of another shape is a failure, not an exception. */
export function readWith<Schema extends v.GenericSchema, T>(
  answer: Result<unknown>,
  url: string,
  schema: Schema,
  make: (value: v.InferOutput<Schema>) => T,
): Result<T> {
  if (!answer.ok) return answer
  const parsed = v.safeParse(schema, answer.value)
  if (parsed.success) return { ok: true, value: make(parsed.output) }
  const [issue] = parsed.issues
  const failure: LoadFailure = {
    kind: 'not-json',
    status: 200,
    message: 'The server’s answer is JSON, but not the expected kind. Is this a Jaeger or Tempo API?',
    detail: `${v.getDotPath(issue) ?? 'answer'}: ${issue.message}`,
    url,
  }
  return { ok: false, failure }
}

/** Where empty lists are left out, `{}` is an answer; an object that has only other keys is someone else's. */
export const hasKeyOrNothing = (key: string) =>
  v.check((body: Record<string, unknown>) => Object.hasOwn(body, key) || Object.keys(body).length === 0, `no ${key}`)
