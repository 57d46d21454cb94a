import type { Api } from './serve.ts'

/** What the command line asked for. */
export interface BenchOptions {
  /** `1k`, `50k`, `1m`, …; another unit where the page's bench says so. */
  readonly sizes: readonly string[]
  /** Fresh browsers for each size. */
  readonly runs: number
  /** In how many of these the trace is also scrolled and used, where a page's bench does so. */
  readonly uses: number
  /** The built page. */
  readonly dist: string
  /** Where generated data is kept. */
  readonly data: string
  /** Load times and memory only. */
  readonly quick: boolean
  /** Which of Jaeger's APIs brings the traces; with `otlp` loads only. */
  readonly api: Api
}

/** What one `--page` of the bench does: a file each, a line in `benches.ts`. */
export interface Bench {
  /** When the command line names none. */
  readonly sizes: readonly string[]
  /** `tables` is printed; `raw` has every single run and goes to `--json`. */
  readonly run: (options: BenchOptions) => Promise<{ readonly tables: string; readonly raw: unknown }>
}
