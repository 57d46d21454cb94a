let compact: Intl.NumberFormat | null = null

/** A count in little room: `812`, `4.21K`, `1.3M`. */
export const formatCompact = (count: number): string =>
  (compact ??= new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })).format(count)
