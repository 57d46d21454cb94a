import { serviceHue } from '../lib/serviceHue.ts'

/** The theme's colours as canvases take them. Read once per theme, never while painting. */
export interface Palette {
  /** The reader's own colours, by their system names. */
  readonly isForced: boolean
  readonly bg: string
  readonly bgSelected: string
  readonly ink: string
  readonly inkMuted: string
  readonly inkFaint: string
  readonly grid: string
  readonly border: string
  readonly accent: string
  readonly gap: string
  readonly gapBg: string
  readonly network: string
  readonly networkBg: string
  readonly clock: string
  readonly error: string
  readonly ok: string
  readonly missing: string
  readonly critical: string
  /** Text on a service's bar: dark in both themes, their bars are light enough. */
  readonly onBar: string
  /** By service id. */
  readonly services: readonly string[]
  readonly font: string
}

const DARK_INK = '#14171d'

/** System colours, where the reader's own have replaced the theme's: shapes and textures carry the meaning then. */
const FORCED = {
  isForced: true,
  bg: 'Canvas',
  bgSelected: 'Canvas',
  ink: 'CanvasText',
  inkMuted: 'CanvasText',
  inkFaint: 'GrayText',
  grid: 'GrayText',
  border: 'CanvasText',
  accent: 'Highlight',
  gap: 'CanvasText',
  gapBg: 'Canvas',
  network: 'CanvasText',
  networkBg: 'Canvas',
  clock: 'LinkText',
  error: 'CanvasText',
  ok: 'CanvasText',
  missing: 'CanvasText',
  critical: 'CanvasText',
  onBar: 'Canvas',
}

/** Reads the tokens that hold for `element`. */
export function readPalette(element: Element, services: readonly string[]): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const font = style.fontFamily || 'sans-serif'
  if (matchMedia('(forced-colors: active)').matches) {
    return { ...FORCED, services: services.map(() => 'CanvasText'), font }
  }
  const lightness = token('--service-lightness')
  const chroma = token('--service-chroma')
  return {
    isForced: false,
    bg: token('--bg'),
    bgSelected: token('--bg-selected'),
    ink: token('--ink'),
    inkMuted: token('--ink-muted'),
    inkFaint: token('--ink-faint'),
    grid: token('--grid'),
    border: token('--border'),
    accent: token('--accent'),
    gap: token('--gap'),
    gapBg: token('--gap-bg'),
    network: token('--network'),
    networkBg: token('--network-bg'),
    clock: token('--clock'),
    error: token('--error'),
    ok: token('--ok'),
    missing: token('--missing'),
    critical: token('--critical'),
    onBar: DARK_INK,
    services: services.map((service) => `oklch(${lightness} ${chroma} ${serviceHue(service)})`),
    font,
  }
}
