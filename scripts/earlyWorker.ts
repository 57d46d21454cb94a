import type { Plugin } from 'vite'

const PLACE = '<meta name="lacuna-worker" content="" />'

/** Tells the page's HTML where the built worker is: it is started there, before any other code has come (`index.html`). */
export function earlyWorker(): Plugin {
  return {
    name: 'early-worker',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const workers = Object.keys(bundle ?? {}).filter((file) => /^static\/worker-[\w-]+\.js$/.test(file))
        if (workers.length !== 1 || !html.includes(PLACE))
          throw new Error(`one worker for one place in index.html, not ${workers.join(', ') || 'none'}`)
        return html.replace(PLACE, PLACE.replace('""', `"./${workers[0]}"`))
      },
    },
  }
}
