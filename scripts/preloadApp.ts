import type { HtmlTagDescriptor, Plugin } from 'vite'

/** The app's own code, which every page needs, is asked for together with the start's, and not by it. */
export function preloadApp(): Plugin {
  return {
    name: 'preload-app',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const app = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === 'app')
        if (app?.type !== 'chunk') throw new Error('no chunk is named "app": see scripts/chunkNames.ts')
        // The start is in the page as a script already.
        const scripts = [app.fileName, ...app.imports.filter((file) => !file.includes('start-'))]
        const styles = [...(app.viteMetadata?.importedCss ?? [])]
        return [
          ...scripts.map((file) => link({ rel: 'modulepreload', crossorigin: true, href: `./${file}` })),
          ...styles.map((file) => link({ rel: 'preload', as: 'style', crossorigin: true, href: `./${file}` })),
        ]
      },
    },
  }
}

const link = (attrs: HtmlTagDescriptor['attrs']): HtmlTagDescriptor => ({ tag: 'link', attrs, injectTo: 'head' })
