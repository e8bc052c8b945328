/** Short words that a page leaves itself under a name of its own, for its next start. */
export interface Marks {
  /** Null where none was left. */
  get(name: string): string | null
  set(name: string, word: string): void
}

/** In the browser's own small store, which is cleared apart from its databases. */
export const BROWSER_MARKS: Marks = {
  get: (name) => localStorage.getItem(name),
  set: (name, word) => localStorage.setItem(name, word),
}
