/** Which language this page speaks: the one that was chosen here, else one of the browser's. Kept in this browser. */
import { note, noted } from '../state/notes'
import { isLanguage, languageFor, type Language } from './language'
import { words } from './words.svelte'

const KEY = 'synereo-language'

export async function beginLanguage(): Promise<void> {
  const kept = noted(KEY)
  const language = isLanguage(kept) ? kept : languageFor(navigator.languages)
  // A page in English is better than none: the sentences may be what the line has lost.
  await words.speak(language, navigator.languages).catch(() => undefined)
  tellPage()
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY && isLanguage(newValue)) void follow(newValue)
  })
}

/** Another tab has chosen. What cannot be fetched here now will be at the next visit. */
async function follow(language: Language): Promise<void> {
  await words.speak(language, navigator.languages).catch(() => undefined)
  tellPage()
}

/** Rejects, and changes nothing, when the sentences cannot be fetched. */
export async function chooseLanguage(language: Language): Promise<void> {
  await words.speak(language, navigator.languages)
  // Another may have been chosen meanwhile.
  if (words.language !== language) return
  note(KEY, language)
  tellPage()
}

/** For screen readers, hyphens, quotes and the direction of everything. */
function tellPage(): void {
  const { documentElement: page } = document
  page.lang = words.locale
  page.dir = words.dir
}
