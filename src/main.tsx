import { startEarly } from './app/startEarly.ts'

const importApp = () => import('./app/App.tsx')

// The request leaves first, and a trace's rows may be seen before there is a page; React and the pages arrive while it is under way.
// Together: a page that is put in place of a "loading" has to wait, for React spares people the flicker.
void startEarly(() => void importApp().catch(() => {})).then(async (whenMounted) => {
  const { mountApp } = await importApp()
  mountApp(document.getElementById('root')!)
  // The page comes into its frame in the next task (`app/Screen.tsx`), this after that.
  setTimeout(whenMounted)
})
