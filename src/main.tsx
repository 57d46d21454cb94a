import { startEarly } from './app/startEarly.ts'

// The request leaves first, and a trace's rows may be seen before there is a page; React and the pages arrive while it is under way.
const ready = startEarly()
const app = import('./app/App.tsx')
// Together: a page that is put in place of a "loading" has to wait, for React spares people the flicker.
void ready.then(async (whenMounted) => {
  const { mountApp } = await app
  mountApp(document.getElementById('root')!)
  // The page comes into its frame in the next task (`app/Screen.tsx`), this after that.
  setTimeout(whenMounted)
})
