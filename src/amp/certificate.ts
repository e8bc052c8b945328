/**
 * What a book can prove of places at which nothing is final yet: a block with a quorum of votes, or a skip with one of
 * vows. It is what a witness stands on when it acknowledges or voids, and what the next epoch keeps.
 */
import type { Book } from './book'
import type { Fact } from './facts'
import { slotKey } from './slots'
import type { BlockId, Final, SlotKey } from './types'

/** In order of the places. */
export function certifiedIn(book: Book): Final[] {
  const found: Final[] = []
  for (const tally of book.openTallies()) {
    const final = certifiedAt(book, slotKey(tally.slot))
    if (final !== null) found.push(final)
  }
  return found.sort((a, b) => (slotKey(a.proof.slot) < slotKey(b.proof.slot) ? -1 : 1))
}

/** A skip goes before a certificate. @param wanted of one block; else of whatever there is */
export function certifiedAt(book: Book, key: SlotKey, wanted: BlockId | null = null): Final | null {
  const tally = book.tally(key)
  for (const stage of ['vow', 'vote'] as const)
    for (const value of tally?.quorumValues(stage) ?? []) {
      const proof = tally?.quorum(stage, value) ?? null
      const signed = tally?.candidate(value)
      if (proof !== null && signed !== undefined && (wanted === null || wanted === value))
        return { signed, proof }
    }
  return null
}

/** What shows it to others, with the table without which a sponsored post fits nowhere; null while that is missing. */
export function certificateFacts(book: Book, final: Final): Fact[] | null {
  const { block } = final.signed
  if (block.t !== 'spon') return [{ t: 'certified', final }]
  const table = book.ledger.tableById(block.table)
  return table === undefined
    ? null
    : [
        { t: 'certified', final },
        { t: 'table', table },
      ]
}
