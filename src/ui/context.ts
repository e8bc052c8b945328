import { createContext } from 'svelte'
import type { AppState } from './state/app-state.svelte'

/** The one state of the running app; set by App.svelte. */
export const [useApp, setApp] = createContext<AppState>()
