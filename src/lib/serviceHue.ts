/** Hue ranges that mean something else (OKLCH degrees): red is for errors, amber for gaps. */
const FORBIDDEN = [
  [0, 45],
  [45, 105],
  [345, 360],
] as const

const FREE_FROM = FORBIDDEN[1][1]
const FREE_TO = FORBIDDEN[2][0]

/** FNV-1a over UTF-16 units, finished with an avalanche so that `a-1` and `a-2` land far apart. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * The hue of a service's colour in OKLCH degrees: the same for everyone and after every reload, never red or amber.
 * Lightness and chroma are the theme's (`--service-lightness`, `--service-chroma`).
 */
export const serviceHue = (service: string): number =>
  Math.round(FREE_FROM + (hash(service) / 2 ** 32) * (FREE_TO - FREE_FROM))

/** The CSS colour of a service, on the theme's lightness and chroma. */
export const serviceColor = (service: string): string =>
  `oklch(var(--service-lightness) var(--service-chroma) ${serviceHue(service)})`
