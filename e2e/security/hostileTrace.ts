/** Text that does something wherever text is taken for something else. Each names the global that it would set. */
export const HOSTILE_TEXTS = [
  '<script>window.__xss_script=1</script>',
  '"><img src=x onerror="window.__xss_img=1">',
  "'><svg onload=window.__xss_svg=1>",
  'javascript:window.__xss_link=1',
  ' \u0001javascript:window.__xss_padded=1',
  'data:text/html,<script>window.__xss_data=1</script>',
  'vbscript:msgbox(1)',
  'https://evil.example/"onmouseover="window.__xss_attribute=1',
  'https://user:secret@evil.example/?token=abc',
  '[click](javascript:window.__xss_markdown=1)',
  '![x](https://evil.example/pixel.png)',
  '</textarea></title></style><script>window.__xss_close=1</script>',
  '{{constructor.constructor("window.__xss_template=1")()}}',
  '${window.__xss_literal=1}',
  '<iframe srcdoc="<script>parent.__xss_frame=1</script>"></iframe>',
  '<style>*{display:none}</style>',
  'url(https://evil.example/css)',
  '\u202etxet desrever\u202c \u2066isolate',
  'nul\u0000 bell\u0007 escape\u001b[31m delete\u007f',
  '\ufeff\u200b\u2028line\u2029paragraph',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '=HYPERLINK("https://evil.example")',
] as const

export const RTL_OVERRIDE = '\u202e'

interface Tag {
  readonly key: string
  readonly type: string
  readonly value: unknown
}

/**
 * Jaeger's JSON of a trace in which every name, key and value is hostile; `startUs`: when its root starts; `first`: which of the
 * texts the root is called.
 */
export function hostileTrace(traceId: string, startUs: number, first = 0): object {
  const names = [...HOSTILE_TEXTS.slice(first), ...HOSTILE_TEXTS.slice(0, first)]
  const processes: Record<string, object> = Object.create(null)
  const tags: Tag[] = HOSTILE_TEXTS.flatMap((text, i) => [
    { key: text, type: 'string', value: text },
    { key: `url.full.${i}`, type: 'string', value: text },
    { key: 'http.url', type: 'string', value: text },
    { key: 'db.statement', type: 'string', value: `SELECT '${text}'` },
    { key: `json.${i}`, type: 'string', value: JSON.stringify({ [text]: text, nested: [text] }) },
  ])
  const spans = names.map((text, i) => {
    processes[`p${i}`] = { serviceName: text, tags: [{ key: text, type: 'string', value: text }] }
    return {
      traceID: traceId,
      spanID: (i + 1).toString(16).padStart(16, '0'),
      operationName: text,
      references: i === 0 ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: '0000000000000001' }],
      startTime: startUs + i * 20_000,
      duration: i === 0 ? 1_000_000 : 15_000,
      tags: [
        ...tags,
        { key: 'error', type: 'bool', value: i % 3 === 1 },
        { key: 'otel.status_description', type: 'string', value: text },
        { key: 'password', type: 'string', value: 'hunter2-must-stay-hidden' },
      ],
      logs: [
        {
          timestamp: startUs + i * 20_000 + 500,
          fields: [
            { key: 'event', type: 'string', value: text },
            { key: 'exception.message', type: 'string', value: text },
            { key: 'exception.stacktrace', type: 'string', value: `at ${text}\n  at ${text}` },
            { key: text, type: 'string', value: text },
          ],
        },
      ],
      processID: `p${i}`,
      warnings: [text],
    }
  })
  return { traceID: traceId, spans, processes, warnings: [HOSTILE_TEXTS[0]] }
}
