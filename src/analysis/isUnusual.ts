import type { Typical } from './typical.ts'

/** Outside its usual range, or not usually there at all. */
export const isUnusual = ({ slow, fast, extra }: Typical, span: number): boolean =>
  slow[span] === 1 || fast[span] === 1 || extra[span] === 1
