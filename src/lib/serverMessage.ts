/**
 * What a server's error body says, as one line for a person: Jaeger's `{errors: [{msg}]}` and `{error: {message}}` come as
 * text/plain, Tempo's and a proxy's as plain text. Null when it says nothing (or is a web page).
 */
export function serverMessage(body: string): string | null {
  const text = body.trim()
  if (text === '' || looksLikeHtml(text)) return null
  if (text.startsWith('{')) {
    try {
      return messageIn(JSON.parse(text)) ?? clip(text)
    } catch {
      // A body cut short, or text that only begins like JSON.
    }
  }
  return clip(text)
}

/** Judged by its first bytes: content types are often wrong. */
export const looksLikeHtml = (text: string): boolean =>
  /^\uFEFF?\s*<(?:!doctype|html|head|body|!--)/i.test(text.slice(0, 1000))

function messageIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  const { errors, error, message, msg } = body as Record<string, unknown>
  if (Array.isArray(errors)) {
    const messages = errors.map(messageIn).filter((text) => text !== null)
    if (messages.length > 0) return messages.join('; ')
  }
  if (typeof error === 'object') return messageIn(error)
  for (const text of [msg, message, error]) if (typeof text === 'string' && text !== '') return clip(text)
  return null
}

/** A refusal in one sentence, with what the server said itself while it is short. */
export function describeStatus(status: number, statusText: string, said: string | null): string {
  const head = `The server answered ${status}${statusText === '' ? '' : ` ${statusText}`}`
  return said === null || said.length > 200 ? `${head}.` : `${head}: ${said.replace(/\.$/, '')}.`
}

const clip = (text: string) => (text.length > 500 ? `${text.slice(0, 499)}…` : text)
