/** Archives with their words, as a page makes and opens them: a worker makes the keys. */
import type { ExportChoice } from './api'
import { locking } from './passphrase-client'
import { exported, wordsIn, type StorageInit } from './storage-desk'

export function exportArchive(init: StorageInit, choice: ExportChoice): ReturnType<typeof exported> {
  return exported(init, choice, locking())
}

export function openWords(file: Blob, passphrase: string): ReturnType<typeof wordsIn> {
  return wordsIn(file, passphrase, locking().stretch)
}
