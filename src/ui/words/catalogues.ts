/**
 * Where the sentences of each language are: those of the first paint, and those of the views that are fetched later.
 * Which sentence belongs where, the import graph says; `npm run words` sorts them.
 */
import type { Translation } from './language'
import type { Translated } from './sentence'

export type Catalogue = Readonly<Record<string, Translated>>
export type Part = 'first' | 'later'

const CATALOGUES: { readonly [T in Translation]: { readonly [P in Part]: () => Promise<unknown> } } = {
  es: { first: () => import('./es/first.json'), later: () => import('./es/later.json') },
  de: { first: () => import('./de/first.json'), later: () => import('./de/later.json') },
  ar: { first: () => import('./ar/first.json'), later: () => import('./ar/later.json') },
  zh: { first: () => import('./zh/first.json'), later: () => import('./zh/later.json') },
}

/** Rejects when the host does not answer. */
export async function fetchCatalogue(language: Translation, part: Part): Promise<Catalogue> {
  return ((await CATALOGUES[language][part]()) as { readonly default: Catalogue }).default
}
