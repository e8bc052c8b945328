/**
 * A step of the build: refuses one that would say something in English to who reads Spanish, and puts short keys in
 * place of the English sentences, so that a catalogue holds its own language only.
 */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'
import type { Catalogue } from '../../src/ui/words/catalogues'
import { keyOf } from '../../src/ui/words/key.ts'
import { checkWords } from './check.ts'

const CATALOGUE = /\/src\/ui\/words\/\w+\/\w+\.json$/

export function wordsBuild(): Plugin {
  let isBuild = false
  return {
    name: 'words-build',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build'
    },
    buildStart() {
      if (!isBuild) return
      const faults = checkWords()
      if (faults.length > 0) this.error(`The words are not whole (npm run words):\n${faults.join('\n')}`)
    },
    async load(id) {
      if (!CATALOGUE.test(id)) return null
      const catalogue = JSON.parse(await readFile(id, 'utf8')) as Catalogue
      return JSON.stringify(
        Object.fromEntries(Object.entries(catalogue).map(([text, said]) => [keyOf(text), said])),
      )
    },
  }
}
