/**
 * `npm run words`: sorts the catalogues (each sentence into the part that its views belong to, what nobody says any
 * more out) and lists what is missing. `npm run words -- missing es` prints what Spanish has yet to say, as JSON.
 */
import { PARTS, readCatalogue, TRANSLATIONS, writeCatalogue } from './words/catalogues'
import { checkWords, FORMS, unique } from './words/check'
import { partOf, readSentences } from './words/sentences'

const read = readSentences()
const [command, wanted] = process.argv.slice(2)

if (command === 'missing') {
  for (const language of TRANSLATIONS.filter((name) => name === wanted)) {
    const known = new Set(PARTS.flatMap((part) => Object.keys(readCatalogue(language, part))))
    const missing = unique(read)
      .filter(({ text }) => !known.has(text))
      .map(({ text, one }) => [
        text,
        one === null || FORMS[language].length === 1
          ? ''
          : Object.fromEntries(FORMS[language].map((form) => [form, ''])),
      ])
    console.log(JSON.stringify(Object.fromEntries(missing), null, 2))
  }
} else {
  for (const language of TRANSLATIONS) {
    const all = Object.assign({}, ...PARTS.map((part) => readCatalogue(language, part))) as Record<
      string,
      string
    >
    for (const part of PARTS)
      writeCatalogue(
        language,
        part,
        Object.fromEntries(Object.entries(all).filter(([text]) => partOf(text, read) === part)),
      )
  }
  const faults = checkWords(read)
  for (const fault of faults) console.log(fault)
  console.log(`${unique(read).length} sentences, ${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
