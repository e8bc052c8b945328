/** Which colours: those of the system unless the owner chose. Kept in this browser, the same in all its tabs. */
import { note, noted } from './notes'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'synereo-theme'

/** Before anything is drawn: nobody who chose the dark is shown the light first. */
export function beginTheme(): void {
  wear(keptTheme())
  addEventListener('storage', ({ key }) => {
    if (key === KEY) wear(keptTheme())
  })
}

export function keptTheme(): Theme {
  const kept = noted(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function applyTheme(theme: Theme): void {
  note(KEY, theme)
  wear(theme)
}

function wear(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
}
