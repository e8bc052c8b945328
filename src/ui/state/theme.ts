/** Which colours: those of the system unless the owner chose. Kept in this browser. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'synereo-theme'

export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
