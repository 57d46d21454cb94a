/** Parts of the page that a frame around it may leave out, in Jaeger UI's spelling. They count only together with `uiEmbed=v0`. */
export interface EmbedOptions {
  readonly embedded: boolean
  readonly hideMinimap: boolean
  readonly collapseTitle: boolean
  readonly hideSummary: boolean
  readonly hideGraph: boolean
  readonly theme: 'light' | 'dark' | null
}

const FLAGS = [
  ['hideMinimap', 'uiTimelineHideMinimap'],
  ['collapseTitle', 'uiTimelineCollapseTitle'],
  ['hideSummary', 'uiTimelineHideSummary'],
  ['hideGraph', 'uiSearchHideGraph'],
] as const

/** Read from the address of any page. */
export function parseEmbed(search: URLSearchParams): EmbedOptions {
  const embedded = search.get('uiEmbed') === 'v0'
  const isSet = (name: string) => embedded && ['1', 'true', ''].includes(search.get(name) ?? 'unset')
  const theme = search.get('uiTheme')
  return {
    embedded,
    hideMinimap: isSet('uiTimelineHideMinimap'),
    collapseTitle: isSet('uiTimelineCollapseTitle'),
    hideSummary: isSet('uiTimelineHideSummary'),
    hideGraph: isSet('uiSearchHideGraph'),
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  }
}

/** Adds what `parseEmbed` reads, so that links inside a frame stay embedded. */
export function writeEmbed(search: URLSearchParams, embed: EmbedOptions): void {
  if (embed.embedded) search.set('uiEmbed', 'v0')
  for (const [field, name] of FLAGS) if (embed.embedded && embed[field]) search.set(name, '1')
  if (embed.theme) search.set('uiTheme', embed.theme)
}

export const NO_EMBED: EmbedOptions = {
  embedded: false,
  hideMinimap: false,
  collapseTitle: false,
  hideSummary: false,
  hideGraph: false,
  theme: null,
}
