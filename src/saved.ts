import { mountSaved } from './app/SavedApp.tsx'

mountSaved(document.getElementById('root')!)
