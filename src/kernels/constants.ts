/** Numbers in columns: `model/trace.ts`, `analysis/gaps.ts` and `analysis/ledger.ts` say what each means, and name them for everyone else. */

export const NONE: i32 = -1

export const SERVER: i32 = 2
export const CLIENT: i32 = 3
export const PRODUCER: i32 = 4
export const CONSUMER: i32 = 5

export const ERROR: i32 = 1 << 0
export const FOLLOWS_FROM: i32 = 1 << 1
export const CYCLE_CUT: i32 = 1 << 4
export const END_BEFORE_START: i32 = 1 << 6

export const REF_NONE: i32 = 0
export const REF_CHILD_OF: i32 = 1
export const REF_FOLLOWS_FROM: i32 = 2
/** Several, or one into another trace. */
export const REF_SEVERAL: i32 = 3

/** What a gap is. */
export const LEAD: i32 = 0
export const BETWEEN: i32 = 1
export const TAIL: i32 = 2
export const NETWORK_OUT: i32 = 3
export const NETWORK_BACK: i32 = 4
export const BACKOFF: i32 = 5
export const QUEUE: i32 = 6
export const MISSING: i32 = 7

/** What a piece of a ledger is; a gap's kind with it, or none. */
export const WORK: i32 = 0
export const SELF: i32 = 1
export const GAP: i32 = 2
export const NETWORK: i32 = 3
export const NO_GAP_KIND: i32 = 255
