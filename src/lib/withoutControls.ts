/** What cannot be seen, or turns around what stands beside it: control characters, marks, overrides and isolates of direction. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A name for the middle of a sentence, where nothing isolates it: a trace's names can hold anything. */
export const withoutControls = (name: string): string => name.replace(UNSEEN, '')
