import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** The colours of a theme, as 0–1 sRGB triples; dark inherits what it does not set. */
function readThemes(): Record<'light' | 'dark', Map<string, readonly number[]>> {
  const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8')
  const block = (selector: string) => css.slice(css.indexOf(selector), css.indexOf('}', css.indexOf(selector)))
  const read = (text: string) =>
    new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, rgbOf(hex)] as const))
  const light = read(block(':root {'))
  return { light, dark: new Map([...light, ...read(block("[data-theme='dark']"))]) }
}

const rgbOf = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)

/** WCAG 2 relative luminance and contrast. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** OKLCH → sRGB (Ottosson), clipped to the gamut as browsers roughly do. */
function oklch(l: number, c: number, hue: number): number[] {
  const a = c * Math.cos((hue * Math.PI) / 180)
  const b = c * Math.sin((hue * Math.PI) / 180)
  const [x, y, z] = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((v) => v ** 3)
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ].map((v) => {
    const clipped = Math.min(1, Math.max(0, v))
    return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055
  })
}

const THEMES = readThemes()
const SURFACES = ['bg', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-selected']
const themes = ['light', 'dark'] as const

test.each(themes)('%s: text is readable on every surface (AA), numbers and body text easily (AAA)', (theme) => {
  const colours = THEMES[theme]
  for (const surface of SURFACES) {
    for (const [ink, least] of [
      ['ink', 7],
      ['ink-muted', 5.5],
      ['ink-faint', 4.5],
      ['accent', 4.5],
      ['error', 4.5],
    ] as const) {
      expect
        .soft(contrast(colours.get(ink)!, colours.get(surface)!), `${ink} on ${surface}`)
        .toBeGreaterThanOrEqual(least)
    }
  }
})

test.each(themes)('%s: meanings are readable on the page and on their own ground', (theme) => {
  const colours = THEMES[theme]
  for (const [ink, ground] of [
    ['gap', 'bg'],
    ['gap', 'bg-raised'],
    ['gap', 'gap-bg'],
    ['ink', 'gap-bg'],
    ['network', 'bg'],
    ['network', 'network-bg'],
    ['ink', 'network-bg'],
    ['clock', 'bg'],
    ['clock', 'clock-bg'],
    ['ink', 'clock-bg'],
    ['error', 'error-bg'],
    ['ink', 'error-bg'],
    ['ok', 'bg'],
    ['ok', 'bg-raised'],
    ['missing', 'bg'],
    ['missing', 'bg-raised'],
    ['accent-ink', 'accent'],
  ]) {
    expect.soft(contrast(colours.get(ink)!, colours.get(ground)!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  }
})

test.each(themes)('%s: borders of controls and the focus ring stand out (3:1)', (theme) => {
  const colours = THEMES[theme]
  for (const surface of ['bg', 'bg-raised', 'bg-sunken', 'bg-hover']) {
    for (const line of ['border-strong', 'focus']) {
      expect
        .soft(contrast(colours.get(line)!, colours.get(surface)!), `${line} on ${surface}`)
        .toBeGreaterThanOrEqual(3)
    }
  }
})

test.each([
  ['light', 0.62, 0.12],
  ['dark', 0.7, 0.11],
] as const)('%s: every service colour stands out from the page (3:1)', (theme, lightness, chroma) => {
  const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8')
  expect(css).toContain(`--service-lightness: ${lightness};`)
  for (let hue = 105; hue <= 345; hue += 5) {
    expect
      .soft(contrast(oklch(lightness, chroma, hue), THEMES[theme].get('bg')!), `hue ${hue}`)
      .toBeGreaterThanOrEqual(3)
  }
})

/** Machado, Oliveira, Fernandes 2009, severity 1.0: linear RGB as people see it to whom one kind of cone is missing. */
const DEFICIENCIES = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const

const toLinear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const toGamma = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)

function seenWith(deficiency: keyof typeof DEFICIENCIES, rgb: readonly number[]): number[] {
  const m = DEFICIENCIES[deficiency]
  const [r, g, b] = rgb.map(toLinear)
  return [0, 3, 6].map((row) => toGamma(Math.min(1, Math.max(0, m[row] * r + m[row + 1] * g + m[row + 2] * b))))
}

/** OKLab of sRGB (Ottosson): distances in it are about as people see them; 0.02 is just noticeable side by side. */
function oklab(rgb: readonly number[]): number[] {
  const [r, g, b] = rgb.map(toLinear)
  const [l, m, s] = [
    0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
    0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
    0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
  ].map(Math.cbrt)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...oklab(a).map((value, axis) => value - oklab(b)[axis]))

const SERVICE = { light: [0.62, 0.12], dark: [0.7, 0.11] } as const

describe.each(Object.keys(DEFICIENCIES) as (keyof typeof DEFICIENCIES)[])('seen with %s', (deficiency) => {
  const see = (rgb: readonly number[]) => seenWith(deficiency, rgb)

  test.each(themes)('%s: every service colour stands out from the page, and its text from it', (theme) => {
    const [lightness, chroma] = SERVICE[theme]
    const bg = see(THEMES[theme].get('bg')!)
    const text = see(THEMES[theme].get('on-service')!)
    for (let hue = 105; hue <= 345; hue += 5) {
      const colour = see(oklch(lightness, chroma, hue))
      expect.soft(contrast(colour, bg), `hue ${hue}`).toBeGreaterThanOrEqual(3)
      expect.soft(contrast(text, colour), `text on hue ${hue}`).toBeGreaterThanOrEqual(4.4)
    }
  })

  test.each(themes)(
    '%s: at least five services can be told apart by colour alone (the name is always beside it)',
    (theme) => {
      const [lightness, chroma] = SERVICE[theme]
      const apart: number[][] = []
      for (let hue = 105; hue <= 345; hue += 5) {
        const colour = see(oklch(lightness, chroma, hue))
        if (apart.every((other) => distance(other, colour) >= 0.04)) apart.push(colour)
      }
      expect(apart.length).toBeGreaterThanOrEqual(5)
    },
  )

  test.each(themes)('%s: errors, gaps and clocks are readable', (theme) => {
    const colours = THEMES[theme]
    for (const ink of ['error', 'gap', 'network', 'clock', 'accent', 'missing'])
      expect.soft(contrast(see(colours.get(ink)!), see(colours.get('bg')!)), ink).toBeGreaterThanOrEqual(4)
  })
})
