import { startEarly } from './app/startEarly.ts'

// The request leaves first; React and the pages arrive while it is under way.
const screen = startEarly()
const app = import('./app/App.tsx')
// Together: a page that is put in place of a "loading" has to wait, for React spares people the flicker.
void screen.then(() => app).then(({ mountApp }) => mountApp(document.getElementById('root')!))
