const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

/** A count in little room: `812`, `4.21K`, `1.3M`. */
export const formatCompact = (count: number): string => compact.format(count)
