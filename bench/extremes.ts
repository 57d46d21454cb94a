const EPOCH_US = Date.UTC(2026, 0, 15, 9, 0, 0) * 1000
const MB = 1e6

/** A trace that no one hopes for: its body in pieces, so that it is never one string. */
export interface Extreme {
  readonly name: string
  readonly traceID: string
  readonly spans: number
  readonly body: () => Iterable<string>
}

const id = (n: number) => n.toString(16).padStart(16, '0')
const refersTo = (parent: number | null) => (parent === null ? '' : `{"refType":"CHILD_OF","spanID":"${id(parent)}"}`)

interface Drawn {
  readonly parent: number | null
  readonly startUs: number
  readonly durationUs: number
  readonly process?: string
}

function* bodyOf(
  traceID: string,
  spans: number,
  draw: (span: number) => Drawn,
  processes: Iterable<string> = ['"p0":{"serviceName":"service"}'],
  tagsOf: (span: number) => Iterable<string> = () => [],
): Generator<string> {
  yield `{"data":[{"traceID":"${traceID}","spans":[`
  for (let span = 0; span < spans; span++) {
    const { parent, startUs, durationUs, process = 'p0' } = draw(span)
    yield `${span === 0 ? '' : ','}{"traceID":"${traceID}","spanID":"${id(span + 1)}","operationName":"step","references":[${refersTo(parent === null ? null : parent + 1)}],"startTime":${EPOCH_US + startUs},"duration":${durationUs},"logs":[],"tags":[`
    yield* tagsOf(span)
    yield `],"processID":"${process}"}`
  }
  yield '],"processes":{'
  let first = true
  for (const process of processes) {
    yield first ? process : `,${process}`
    first = false
  }
  yield '},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}'
}

function* manyServices(count: number) {
  for (let i = 0; i < count; i++) {
    yield `"p${i}":{"serviceName":"service-${i}","tags":[{"key":"ip","type":"string","value":"10.0.${i >> 8}.${i & 255}"}]}`
  }
}

function* blob(bytes: number) {
  yield '{"key":"blob","type":"string","value":"'
  const block = 'lorem ipsum dolor sit amet '.repeat(4000)
  for (let left = bytes; left > 0; left -= block.length) yield block.slice(0, left)
  yield '"}'
}

const traceIdOf = (n: number) => `e${n.toString(16).padStart(31, '0')}`

export const EXTREMES: readonly Extreme[] = [
  {
    name: '100,000 deep',
    traceID: traceIdOf(1),
    spans: 100_000,
    body: () =>
      bodyOf(traceIdOf(1), 100_000, (span) => ({
        parent: span === 0 ? null : span - 1,
        startUs: span,
        durationUs: 300_000 - 2 * span,
      })),
  },
  {
    name: '100,000 wide',
    traceID: traceIdOf(2),
    spans: 100_001,
    body: () =>
      bodyOf(traceIdOf(2), 100_001, (span) =>
        span === 0
          ? { parent: null, startUs: 0, durationUs: 1_000_100 }
          : { parent: 0, startUs: 10 * span, durationUs: 7 },
      ),
  },
  {
    name: '10,000 services',
    traceID: traceIdOf(3),
    spans: 10_000,
    body: () =>
      bodyOf(
        traceIdOf(3),
        10_000,
        (span) => ({
          parent: span === 0 ? null : (span - 1) >> 3,
          startUs: 5 * span,
          durationUs: 200_000 - 10 * span,
          process: `p${span}`,
        }),
        manyServices(10_000),
      ),
  },
  {
    name: 'a tag of 100 MB',
    traceID: traceIdOf(4),
    spans: 3,
    body: () =>
      bodyOf(
        traceIdOf(4),
        3,
        (span) => ({ parent: span === 0 ? null : 0, startUs: span, durationUs: 100 }),
        undefined,
        (span) => (span === 1 ? blob(100 * MB) : []),
      ),
  },
]
