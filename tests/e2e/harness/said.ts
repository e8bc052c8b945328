/** What the page says in a language, for tests that press what they see whichever it is. */
import { LANGUAGES, type Language } from '../../../src/ui/words/language'
import { isolated, withoutNote } from '../../../src/ui/words/sentence'
import { readCatalogue } from '../../../tools/words/catalogues'

/** @param english as it stands in the views, with the note behind the bar if it has one; sentences that count are not for this */
export type SayIn = (english: string, values?: Readonly<Record<string, string>>) => string

export function sayIn(language: Language): SayIn {
  const catalogue =
    language === 'en' ? {} : { ...readCatalogue(language, 'first'), ...readCatalogue(language, 'later') }
  return (english, values = {}) => {
    const said = language === 'en' ? withoutNote(english) : catalogue[english]
    if (typeof said !== 'string') throw new Error(`${language} has no such sentence: ${english}`)
    return said.replaceAll(/\{(\w+)\}/g, (_, place: string) =>
      isolated(values[place] ?? '', LANGUAGES[language].dir),
    )
  }
}
