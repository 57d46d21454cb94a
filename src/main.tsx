import { startEarly } from './app/startEarly.ts'

// The request leaves first; React and the pages arrive while it is under way.
startEarly()
void import('./app/App.tsx').then(({ mountApp }) => mountApp(document.getElementById('root')!))
