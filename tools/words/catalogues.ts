/** The catalogues on the disk. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue, Part } from '../../src/ui/words/catalogues'
import { LANGUAGE_NAMES, type Translation } from '../../src/ui/words/language.ts'
import { ROOT } from '../site.ts'

export const TRANSLATIONS = LANGUAGE_NAMES.filter((name): name is Translation => name !== 'en')
export const PARTS: readonly Part[] = ['first', 'later']

export function fileOf(language: Translation, part: Part): string {
  return join(ROOT, 'src/ui/words', language, `${part}.json`)
}

export function readCatalogue(language: Translation, part: Part): Catalogue {
  return JSON.parse(readFileSync(fileOf(language, part), 'utf8')) as Catalogue
}

export function writeCatalogue(language: Translation, part: Part, catalogue: Catalogue): void {
  const sorted = Object.fromEntries(Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(fileOf(language, part), `${JSON.stringify(sorted, null, 2)}\n`)
}
